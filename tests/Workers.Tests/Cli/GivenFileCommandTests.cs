using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>Every file that a person can name: what never ends, never answers or is no file ends the command with a sentence.</summary>
public sealed class GivenFileCommandTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> NoFiles => new()
    {
        { "/dev/zero", "/dev/zero is a device, not a file." },
        { "/tmp", "/tmp is a folder, not a file." },
        { "pipe", "pipe is a pipe, not a file." },
        { "large", "large is larger than" },
    };

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task Settings(string file, string sentence)
    {
        var (exitCode, error) = await RunAsync("plan", "--env-file", Made(file));

        exitCode.ShouldBe(ExitCode.Configuration, error);
        error.ShouldContain($"{Made(file)}: found '(unreadable)'; allowed: a file of NAME=value lines that this user may read, up to 1 MB.");
        error.ShouldContain(sentence);
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task Accounts(string file, string sentence)
    {
        await WriteAsync($"REGISTRE_ACCOUNTS_FILE={Made(file)}\n");

        var (exitCode, error) = await RunAsync("plan", "--env-file", _folder.File("env"));

        exitCode.ShouldBe(ExitCode.Configuration, error);
        error.ShouldContain("REGISTRE_ACCOUNTS_FILE");
        error.ShouldContain(sentence);
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task Certificates(string file, string sentence)
    {
        await WriteAsync($"DEV_SUPABASE_DB_URL='postgresql://u:p@127.0.0.1:1/x?sslmode=verify-full&sslrootcert={Made(file)}'\nDEV_DOCUMENTS_PATH=/srv/documents\n");

        var (exitCode, error) = await RunAsync("plan", "--env-file", _folder.File("env"));

        exitCode.ShouldBe(ExitCode.Configuration, error);
        error.ShouldContain("DEV_SUPABASE_DB_URL");
        error.ShouldContain(sentence);
    }

    [Theory]
    [MemberData(nameof(NoFiles))]
    public async Task Documents_to_add(string file, string sentence)
    {
        await WriteAsync("DEV_SUPABASE_DB_URL=postgresql://u:p@127.0.0.1:1/x\nDEV_DOCUMENTS_PATH=/srv/documents\n");

        var (exitCode, error) = await RunAsync("enqueue", Made(file), "--env-file", _folder.File("env"));

        exitCode.ShouldBe(ExitCode.Data, error);
        error.ShouldContain(sentence);
    }

    [Theory]
    [InlineData("/dev/zero", "/dev/zero is a device, not a file.")]
    [InlineData("/tmp", "/tmp is a folder, not a file.")]
    [InlineData("pipe", "pipe is a pipe, not a file.")]
    [InlineData("endless line", "holds no decision")]
    public async Task Logs_to_replay(string file, string sentence)
    {
        var (exitCode, error) = await RunAsync("replay", Made(file));

        exitCode.ShouldBe(ExitCode.Data, error);
        error.ShouldContain(sentence);
    }

    [Theory]
    [InlineData("A=x                                                                      y")]
    [InlineData("A=\"x \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ \\ y\"")]
    public async Task A_value_of_many_blanks_costs_no_more_than_its_length(string line)
    {
        await WriteAsync(line + "\n");

        var (exitCode, error) = await RunAsync("plan", "--env-file", _folder.File("env"));

        exitCode.ShouldBe(ExitCode.Success, error);
    }

    private string Made(string file)
    {
        var path = file.StartsWith('/') ? file : _folder.File(file);
        if (file == "pipe" && !File.Exists(path))
        {
            Special.Pipe(path);
        }

        if (file is "large" or "endless line" && !File.Exists(path))
        {
            using var sparse = File.Create(path);
            sparse.SetLength(file == "large" ? 10L << 30 : 512L << 20);
        }

        return path;
    }

    private Task WriteAsync(string text) => File.WriteAllTextAsync(_folder.File("env"), text);

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] arguments)
    {
        using var error = new StringWriter();
        var exitCode = await Task.Run(() => CommandLine.InvokeAsync(arguments, new StringWriter(), error)).WaitAsync(Bound);
        return (exitCode, error.ToString());
    }
}
