using Workers.Hosting.Files;

namespace Workers.Documents;

/// <summary>
/// The file that tells the disk of an environment's documents from an empty folder where it should be mounted. Its id is in the
/// environment's database too, so that a file that is absent counts as gone only on the disk that had it.
/// </summary>
/// <param name="agreed">Names the id to the database, null only asks; answers the id that counts, null while there is none.</param>
internal sealed class FolderMarker(string folder, string variable, Func<string?, CancellationToken, Task<string?>> agreed, AtomicFile files)
{
    public const string FileName = ".workers-documents";

    private string? _id;

    /// <summary>Whether the disk of the documents is the one that lies there, where a check has found out which that is.</summary>
    public string? FindFault() => _id is null || Read() == _id ? null : Describe(_id);

    /// <summary>Compares with the database; a folder is marked only where the database knows of none.</summary>
    /// <param name="makes">Marks it then; else it is left as it is, and any folder is right.</param>
    /// <returns>Null when it is the folder of the documents.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task<string?> CheckAsync(CancellationToken cancellation, bool makes = true)
    {
        var known = await agreed(makes ? Read() : null, cancellation);
        if (known is null)
        {
            if (!makes)
            {
                return null;
            }

            files.CreateFolder(folder);
            files.TryCreate(Path.Combine(folder, FileName), Guid.NewGuid().ToString("D"));
            known = await agreed(Read(), cancellation);
        }

        _id = known;
        return FindFault();
    }

    private string? Read()
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, FileName)).Trim() is { Length: > 0 } id ? id : null;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string Describe(string id) =>
        $"{folder} is not the folder that holds this environment's documents: its marker {FileName} says {Read() ?? "nothing"}, the database says {id}. "
        + $"Mount the disk of the documents there, or correct {variable}. Where the documents were moved: write {id} into {Path.Combine(folder, FileName)}.";
}
