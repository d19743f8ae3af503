using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Hosting.Files;

public sealed class GivenFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_read_whole_up_to_its_bound_and_not_beyond()
    {
        File.WriteAllBytes(_folder.File("full"), new byte[1000]);
        File.WriteAllBytes(_folder.File("over"), new byte[(1 << 20) + 1]);

        GivenFile.ReadBytes(_folder.File("full"), 1000).Length.ShouldBe(1000);
        Refused(_folder.File("over")).ShouldBe($"{_folder.File("over")} is larger than 1 MB.");
    }

    [Fact]
    public void A_file_of_ten_gigabytes_takes_no_more_memory_than_a_small_one()
    {
        using (var sparse = File.Create(_folder.File("sparse")))
        {
            sparse.SetLength(10L << 30);
        }

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Refused(_folder.File("sparse")).ShouldBe($"{_folder.File("sparse")} is larger than 1 MB.");
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(64L << 20);
    }

    [Theory]
    [InlineData("/dev/zero", "a device")]
    [InlineData("/dev/null", "a device")]
    [InlineData("/tmp", "a folder")]
    public void What_is_no_file_is_named_and_not_opened(string path, string what) => Refused(path).ShouldBe($"{path} is {what}, not a file.");

    [Fact]
    public async Task A_pipe_that_nobody_writes_to_is_not_waited_for()
    {
        var pipe = Special.Pipe(_folder.File("pipe"));

        (await Task.Run(() => Refused(pipe), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken))
            .ShouldBe($"{pipe} is a pipe, not a file.");
    }

    [Fact]
    public void A_link_is_what_it_leads_to()
    {
        File.WriteAllText(_folder.File("real"), "text");
        File.CreateSymbolicLink(_folder.File("link"), "real");
        File.CreateSymbolicLink(_folder.File("zero"), "/dev/zero");

        GivenFile.ReadText(_folder.File("link")).ShouldBe("text");
        Refused(_folder.File("zero")).ShouldBe($"{_folder.File("zero")} is a device, not a file.");
    }

    [Fact]
    public void A_file_that_is_missing_is_named() => Refused(_folder.File("missing")).ShouldContain("missing");

    [Fact]
    public void A_disk_that_does_not_answer_is_waited_for_so_long_and_no_longer()
    {
        using var answer = new ManualResetEventSlim();

        Should.Throw<IOException>(() => GivenFile.Within("/mnt/far/file", TimeSpan.FromMilliseconds(50), () => answer.Wait(TimeSpan.FromMinutes(1))))
            .Message.ShouldStartWith("/mnt/far/file does not answer within");
        answer.Set();
    }

    private static string Refused(string path) => Should.Throw<IOException>(() => GivenFile.ReadBytes(path)).Message;
}
