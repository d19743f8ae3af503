namespace Workers.Supervisor;

/// <summary>The two parts of the daemon; either may run alone.</summary>
[Flags]
internal enum Pools
{
    None = 0,
    Registre = 1,
    Ocr = 2,
    All = Registre | Ocr,
}

internal static class PoolNames
{
    /// <summary>Parses "registre", "ocr" or both with a comma.</summary>
    public static bool TryParse(string text, out Pools pools)
    {
        pools = Pools.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (word.ToLowerInvariant())
            {
                case "registre":
                    pools |= Pools.Registre;
                    break;
                case "ocr":
                    pools |= Pools.Ocr;
                    break;
                default:
                    return false;
            }
        }

        return pools is not Pools.None;
    }
}
