using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web.Endpoints;

/// <summary>The API over an environment whose documents lie in a folder, and a key with which files are brought.</summary>
public abstract class FileWorld(PostgresFixture postgres, RedisFixture redis, int mostMegabytes) : IAsyncLifetime
{
    private protected TemporaryFolder Folder { get; } = new();

    private protected WebWorld World { get; private set; } = null!;

    private protected string Key { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        World = await WebWorld.StartAsync(
            postgres, redis, ("DEV_DOCUMENTS_PATH", Folder.File("documents")), ("OCR_TEMP_DIR", Folder.File("work")), ("OCR_PDF_MAX_MB", $"{mostMegabytes}"), ("WORKERS_DATA_PATH", Folder.File("data")));
        Key = await World.KeyAsync(AccessRole.Office, perMinute: 100_000);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected int StoredFiles() => Count("documents", "*.pdf");

    /// <summary>Files that are left on their way.</summary>
    private protected int Left() => Count("work", "*.pdf*");

    private int Count(string folder, string names) => Directory.Exists(Folder.File(folder)) ? Directory.GetFiles(Folder.File(folder), names, SearchOption.AllDirectories).Length : 0;
}
