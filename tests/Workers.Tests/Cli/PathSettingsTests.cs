using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Hosting;
using Workers.Ocr;
using Workers.Registre;
using Workers.Registre.Browser;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>A setting that names a place where none can be: told with its variable before anything starts.</summary>
public sealed class PathSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/proc/x")]
    [InlineData("/sys/x")]
    [InlineData("taken")]
    [InlineData("taken/below")]
    public async Task A_data_path_that_can_be_no_folder_ends_the_start(string path)
    {
        await File.WriteAllTextAsync(_folder.File("taken"), "", TestContext.Current.CancellationToken);
        var place = path.StartsWith('/') ? path : _folder.File(path);

        var (exitCode, error) = await RunAsync($"WORKERS_DATA_PATH={place}");

        exitCode.ShouldBe(ExitCode.Configuration, error);
        error.ShouldContain($"WORKERS_DATA_PATH: found '{place}'; allowed: a folder that this user may create and write to.");
        error.ShouldContain("Name a folder that can be written");
    }

    [Theory]
    [InlineData("/proc/x", "/proc belongs to the kernel")]
    [InlineData("/sys/x", "/sys belongs to the kernel")]
    [InlineData("taken", "taken is a file, not a folder.")]
    [InlineData("taken/below", "taken is a file, not a folder.")]
    [InlineData("documents", "documents/actes is a file, not a folder.")]
    public async Task A_documents_folder_that_can_be_none_ends_the_start(string path, string why)
    {
        await File.WriteAllTextAsync(_folder.File("taken"), "", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder.File("documents"));
        await File.WriteAllTextAsync(_folder.File("documents/actes"), "", TestContext.Current.CancellationToken);
        var place = path.StartsWith('/') ? path : _folder.File(path);

        var (exitCode, error) = await RunAsync($"WORKERS_DATA_PATH={_folder.File("data")}", place);

        exitCode.ShouldBe(ExitCode.Configuration, error);
        error.ShouldContain($"DEV_DOCUMENTS_PATH: found '{place}'; allowed: a folder that this user may create and write to.");
        error.ShouldContain(why);
    }

    [Fact]
    public async Task A_documents_folder_that_may_not_be_mounted_yet_is_waited_for_and_not_made()
    {
        var (exitCode, error) = await RunAsync($"WORKERS_DATA_PATH={_folder.File("data")}", _folder.File("mount/documents"));

        exitCode.ShouldBe(ExitCode.Unavailable, error);
        Directory.Exists(_folder.File("mount")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("registre/received")]
    [InlineData("registre/downloads")]
    [InlineData("registre/evidence")]
    [InlineData("ocr")]
    public async Task What_stands_where_a_room_keeps_its_files_ends_the_start(string room)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"data/{room}"))!);
        await File.WriteAllTextAsync(_folder.File($"data/{room}"), "", TestContext.Current.CancellationToken);

        var (exitCode, error) = await RunAsync($"WORKERS_DATA_PATH={_folder.File("data")}");

        exitCode.ShouldBe(ExitCode.Configuration, error);
        error.ShouldContain($"{_folder.File($"data/{room}")} is a file, not a folder.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_disk_without_a_name_ends_the_start(bool isFolder)
    {
        Directory.CreateDirectory(_folder.File("data/registre"));
        if (isFolder)
        {
            Directory.CreateDirectory(_folder.File("data/registre/disk-id"));
        }
        else
        {
            await File.WriteAllTextAsync(_folder.File("data/registre/disk-id"), "\n", TestContext.Current.CancellationToken);
        }

        var (exitCode, error) = await RunAsync($"WORKERS_DATA_PATH={_folder.File("data")}");

        exitCode.ShouldBe(ExitCode.Configuration, error);
        error.ShouldContain("WORKERS_DATA_PATH");
        error.ShouldContain("disk-id");
    }

    [Fact]
    public async Task A_folder_for_page_images_that_can_be_none_is_named() =>
        (await OcrSetup.FindFaultsAsync(new() { TempFolder = "/proc/x" }, TimeProvider.System, CancellationToken.None))
            .ShouldHaveSingleItem().Said.ShouldStartWith("OCR_TEMP_DIR: found '/proc/x'; allowed: a folder that this user may create and write to.");

    [Fact]
    public async Task A_folder_is_no_chromium()
    {
        var fault = (await new BrowserCheck(new RegistreOptions { ChromiumPath = _folder.Path }, TimeProvider.System, NullLogger<BrowserCheck>.Instance).CheckAsync(CancellationToken.None))?.Said;

        fault.ShouldNotBeNull().ShouldContain($"{_folder.Path} is a folder");
        fault.ShouldContain("CHROMIUM_PATH");
    }

    [Fact]
    public async Task A_file_that_cannot_be_run_is_no_chromium()
    {
        await File.WriteAllTextAsync(_folder.File("chromium"), "", TestContext.Current.CancellationToken);

        var fault = (await new BrowserCheck(new RegistreOptions { ChromiumPath = _folder.File("chromium") }, TimeProvider.System, NullLogger<BrowserCheck>.Instance).CheckAsync(CancellationToken.None))?.Said;

        fault.ShouldNotBeNull().ShouldContain("CHROMIUM_PATH");
    }

    private async Task<(int ExitCode, string Error)> RunAsync(string line, string? documents = null)
    {
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"REDIS_URL=redis://127.0.0.1:1\nSTARTUP_WAIT_SECONDS=0\nDEV_SUPABASE_DB_URL=postgresql://u:p@127.0.0.1:1/x\nDEV_DOCUMENTS_PATH={documents ?? _folder.File("documents")}\nGEMINI_API_KEY=k\nREGISTRE_ACCOUNTS=12A3456:simulateur\n{line}\n");
        using var error = new StringWriter();
        return (await CommandLine.InvokeAsync(["run", "--env-file", _folder.File("env")], error: error), error.ToString());
    }
}
