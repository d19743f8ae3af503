using Workers.Redis;

namespace Workers.Gemini.Quota;

/// <summary>The limiter's Lua files.</summary>
/// <param name="edit">Lets a test give them its own clock.</param>
internal sealed class LimiterScripts(Func<string, string>? edit = null)
{
    private readonly Func<string, string> _edit = edit ?? (text => text);

    public RedisScript Reserve => field ??= Load("turns", "reserve");

    public RedisScript Settle => field ??= Load("settle");

    public RedisScript Late => field ??= Load("late");

    public RedisScript Freeze => field ??= Load("freeze");

    public RedisScript Tick => field ??= Load("tick");

    public RedisScript Register => field ??= Load("register");

    public RedisScript Limit => field ??= Load("limit");

    private RedisScript Load(params string[] names)
    {
        var script = RedisScript.Load([.. names.Prepend("limits").Prepend("window").Select(name => $"Gemini/Quota/Lua/{name}.lua")]);
        return RedisScript.FromText(script.Name, _edit(script.Text));
    }
}
