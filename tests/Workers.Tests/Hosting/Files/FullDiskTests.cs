using Shouldly;
using Workers.Cli;
using Workers.Hosting.Settings;
using Workers.Supervisor.Startup;
using Xunit;

namespace Workers.Hosting.Files;

/// <summary>A disk without room is told as such: nothing is to be deleted or set otherwise, and a start that meets it may be tried again.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public void What_the_system_answers_of_a_full_disk_is_known()
    {
        var failure = Should.Throw<IOException>(() => File.WriteAllText("/dev/full", "a"));

        FullDisk.Is(failure).ShouldBeTrue($"{failure.HResult}");
        FullDisk.Is(new IOException("no") { HResult = 5 }).ShouldBeFalse();
    }

    [Theory]
    [InlineData(28)]
    [InlineData(122)]
    public void A_name_of_the_disk_that_could_not_be_written_for_want_of_room_is_no_setting(int errno)
    {
        var fault = DataFolderRule.OfIdentity(new IOException("No space left on device : '/data/registre/disk-id.part'") { HResult = errno }, "/data", "/data");

        fault.ToString().ShouldBe("WORKERS_DATA_PATH: found '/data'; allowed: a folder on a disk that has room. "
            + "No space is left on the disk of /data/registre, or in this user's quota there: free some; nothing has to be deleted from Workers' own folders.");
        ExitRule.Of([fault]).ShouldBe(ExitCode.Unavailable);
        ExitRule.Of([fault, new("WORKER_COUNT", "x", "a number", "Correct it.")]).ShouldBe(ExitCode.Configuration);
    }

    [Fact]
    public void A_name_that_is_gone_is_one_still()
    {
        var fault = DataFolderRule.OfIdentity(new IOException("/data/registre/disk-id is empty."), "/data", null);

        fault.ToString().ShouldContain("is empty. Put back the file that was there");
        ExitRule.Of([fault]).ShouldBe(ExitCode.Configuration);
    }

    [Fact]
    public void A_fault_of_one_environment_that_passes_keeps_that_it_does() =>
        new ConfigurationFault("*_DOCUMENTS_PATH", null, "a folder", "Free some.") { MayPass = true }.Spell(Environments.TargetEnvironment.Dev).ShouldSatisfyAllConditions(
            fault => fault.MayPass.ShouldBeTrue(), fault => fault.Variable.ShouldBe("DEV_DOCUMENTS_PATH"));
}
