namespace Simulators.Strangers.Supabase.Rest;

/// <summary>An error that PostgREST answers, by the names of <c>Error.hs</c>.</summary>
internal sealed class RestFault(int status, string code, string message, string? details = null, string? hint = null) : Exception(message)
{
    /// <summary>The whole answer.</summary>
    public StrangerAnswer Answer { get; } = RestErrors.Answer(status, code, message, details, hint);

    public static RestFault InvalidBody(string message) => new(400, "PGRST102", message);

    public static RestFault WrongMethod(string method) => new(405, "PGRST101", $"Cannot use the {method} method on RPC");

    public static RestFault UnknownSchema(string schema, IEnumerable<string> exposed) =>
        new(406, "PGRST106", $"Invalid schema: {schema}", hint: $"Only the following schemas are exposed: {string.Join(", ", exposed)}");

    public static RestFault NotAcceptable(string accepted) => new(406, "PGRST107", $"None of these media types are available: {accepted}");

    public static RestFault NotOneRow(long rows) =>
        new(406, "PGRST116", "Cannot coerce the result to a single JSON object", $"The result contains {rows} rows");

    public static RestFault BadPreferences(IEnumerable<string> unknown) =>
        new(400, "PGRST122", "Invalid preferences given with handling=strict", $"Invalid preferences: {string.Join(", ", unknown)}");

    public static RestFault NoPath() => new(404, "PGRST125", "Invalid path specified in request URL");

    public static RestFault NoTable(string schema, string name) =>
        new(404, "PGRST205", $"Could not find the table '{schema}.{name}' in the schema cache");

    public static RestFault NoRoutine(
        string schema, string name, IReadOnlyCollection<string> given, ArgumentsBy by, IReadOnlyList<string> bodyTypes, string? hint)
    {
        var function = $"{schema}.{name}";
        var names = given.Order(StringComparer.Ordinal).ToArray();
        var listed = string.Join(", ", names);
        if (by is ArgumentsBy.Raw)
        {
            return new(404, "PGRST202", $"Could not find the function {function} in the schema cache",
                $"Searched for the function {function} with a single unnamed {bodyTypes[0]} parameter, but no matches were found in the schema cache.");
        }

        var searched = names.Length is 0 ? " without parameters" : $" with parameter{(names.Length > 1 ? "s" : "")} {listed}";
        var whole = bodyTypes.Count > 0 ? " or with a single unnamed json/jsonb parameter" : "";
        return new(404, "PGRST202",
            $"Could not find the function {function}{(names.Length is 0 ? " without parameters" : $"({listed})")} in the schema cache",
            $"Searched for the function {function}{searched}{whole}, but no matches were found in the schema cache.",
            hint);
    }

    public static RestFault AmbiguousRoutine(IEnumerable<Routine> found) => new(300, "PGRST203",
        "Could not choose the best candidate function between: " + string.Join(", ", found.Select(routine =>
            $"{routine.Schema}.{routine.Name}({string.Join(", ", routine.Parameters.Select(parameter => $"{parameter.Name} => {parameter.Type}"))})")),
        hint: "Try renaming the parameters or the function itself in the database so function overloading can be resolved");
}
