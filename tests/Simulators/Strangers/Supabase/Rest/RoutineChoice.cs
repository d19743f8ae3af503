namespace Simulators.Strangers.Supabase.Rest;

/// <summary>How a request gives its arguments.</summary>
internal enum ArgumentsBy
{
    /// <summary>One JSON body.</summary>
    Json,

    /// <summary>Names and texts: the query of a GET, or a form.</summary>
    Texts,

    /// <summary>The raw body of a POST: text, XML or bytes.</summary>
    Raw,
}

/// <summary>PostgREST's choice among functions of one name (<c>Plan.hs</c>, findProc).</summary>
internal static class RoutineChoice
{
    /// <summary>
    /// The function that takes exactly these argument names, by its names; else the one that takes the body as its only, unnamed
    /// parameter. <paramref name="bodyTypes"/> are the types that such a parameter may have for this body.
    /// </summary>
    /// <exception cref="RestFault">None is found (PGRST202), or more than one (PGRST203).</exception>
    public static Routine Choose(
        IReadOnlyList<Routine> known, string schema, string name, IReadOnlyCollection<string> given, ArgumentsBy by, IReadOnlyList<string> bodyTypes)
    {
        var named = known.Where(routine => routine.Schema == schema && routine.Name == name).ToArray();
        var byNames = named.Where(routine => !routine.TakesBody && TakesNames(routine, given, by)).ToArray();
        var found = byNames.Length > 0
            ? byNames
            : [.. named.Where(routine => routine.TakesBody && bodyTypes.Contains(routine.Parameters[0].Type, StringComparer.Ordinal))];
        return found.Length switch
        {
            1 => found[0],
            0 => throw RestFault.NoRoutine(schema, name, given, by, bodyTypes, Hint(schema, name, given, named)),
            _ => throw RestFault.AmbiguousRoutine(found),
        };
    }

    private static bool TakesNames(Routine routine, IReadOnlyCollection<string> given, ArgumentsBy by) =>
        routine.Parameters.Count is 0
            ? given.Count is 0 && by is not ArgumentsBy.Raw
            : routine.Parameters.All(parameter => !parameter.Required || given.Contains(parameter.Name))
                && given.All(name => routine.Parameters.Any(parameter => parameter.Name == name));

    // PostgREST compares by similarity; here the overload that shares most names is the one that was meant.
    private static string? Hint(string schema, string name, IReadOnlyCollection<string> given, IReadOnlyList<Routine> named)
    {
        var closest = named
            .Where(routine => routine.Parameters.Any(parameter => given.Contains(parameter.Name)))
            .MaxBy(routine => routine.Parameters.Count(parameter => given.Contains(parameter.Name)));
        return closest is null
            ? null
            : $"Perhaps you meant to call the function {schema}.{name}({string.Join(", ", closest.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal))})";
    }
}
