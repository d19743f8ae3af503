namespace Workers.Access;

/// <summary>What a key may do; each may what those before it may.</summary>
internal enum AccessRole
{
    /// <summary>Reads what is there.</summary>
    Reader,

    /// <summary>Brings documents in, ends them and decides about them.</summary>
    Office,

    /// <summary>Also what costs again, and what concerns all.</summary>
    Operator,
}
