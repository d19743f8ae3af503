namespace Workers.Capacity;

/// <summary>What a reservation is for; written to <c>server:workers</c> as registre, index-ocr, acte-ocr.</summary>
internal enum WorkerType
{
    Registre,
    IndexOcr,
    ActeOcr,
}

internal static class WorkerTypes
{
    /// <summary>The word that <c>server:workers</c> shows.</summary>
    public static string Word(this WorkerType type) => type switch
    {
        WorkerType.Registre => "registre",
        WorkerType.IndexOcr => "index-ocr",
        _ => "acte-ocr",
    };

    /// <returns>Null for the word of another version.</returns>
    public static WorkerType? Find(string word) => word switch
    {
        "registre" => WorkerType.Registre,
        "index-ocr" => WorkerType.IndexOcr,
        "acte-ocr" => WorkerType.ActeOcr,
        _ => null,
    };
}

/// <summary>Whole numbers, so that sums never drift: thousandths of a vCPU and MiB.</summary>
internal readonly record struct Footprint(int MilliCpu, int Mebibytes)
{
    public static Footprint Of(WorkerType type) => type switch
    {
        WorkerType.Registre => new(3000, 1024),
        WorkerType.IndexOcr => new(1500, 768),
        _ => new(1000, 512),
    };

    public static Footprint operator +(Footprint a, Footprint b) => new(a.MilliCpu + b.MilliCpu, a.Mebibytes + b.Mebibytes);

    public static Footprint operator -(Footprint a, Footprint b) => new(a.MilliCpu - b.MilliCpu, a.Mebibytes - b.Mebibytes);

    public static Footprint operator *(int count, Footprint one) => new(count * one.MilliCpu, count * one.Mebibytes);

    public bool FitsIn(Footprint room) => MilliCpu <= room.MilliCpu && Mebibytes <= room.Mebibytes;
}
