using Microsoft.AspNetCore.Http;

namespace Simulators.Supabase;

/// <summary>What goes wrong next.</summary>
/// <param name="Unavailable">So many requests get 503 without being applied.</param>
/// <param name="LostAnswers">So many requests are applied, then the connection breaks before the answer.</param>
/// <param name="Path">Only requests whose path contains this.</param>
internal sealed record FaultPlan(int Unavailable = 0, int LostAnswers = 0, string Path = "");

/// <summary>The switchboard of faults; also POST /_control/faults with a plan as JSON.</summary>
internal sealed class FrontFaults
{
    private readonly Lock gate = new();
    private FaultPlan plan = new();

    /// <summary>Replaces the plan.</summary>
    public void Set(FaultPlan next)
    {
        lock (gate)
        {
            plan = next;
        }
    }

    internal async Task ReplaceAsync(HttpContext context) =>
        Set(await context.Request.ReadFromJsonAsync<FaultPlan>() ?? new FaultPlan());

    internal async Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var (unavailable, lost) = context.Request.Path.StartsWithSegments("/_control", StringComparison.Ordinal) ? (false, false) : Take(context.Request.Path);
        if (unavailable)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync("upstream connect error or disconnect/reset before headers");
            return;
        }

        if (!lost)
        {
            await next(context);
            return;
        }

        var answer = context.Response.Body;
        context.Response.Body = Stream.Null;
        await next(context);
        context.Response.Body = answer;
        context.Abort();
    }

    private (bool Unavailable, bool Lost) Take(string path)
    {
        lock (gate)
        {
            if (!path.Contains(plan.Path, StringComparison.Ordinal))
            {
                return (false, false);
            }

            if (plan.Unavailable > 0)
            {
                plan = plan with { Unavailable = plan.Unavailable - 1 };
                return (true, false);
            }

            var lost = plan.LostAnswers > 0;
            plan = plan with { LostAnswers = Math.Max(0, plan.LostAnswers - 1) };
            return (false, lost);
        }
    }
}
