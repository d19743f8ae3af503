using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Simulators.Supabase;

/// <summary>Storage's buckets: list, read, create, delete.</summary>
internal sealed class BucketRoutes(StorageObjects objects, FrontKeys keys)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/storage/v1/bucket", context => GuardAsync(context, () =>
            context.Response.WriteAsJsonAsync(objects.Buckets.Select(Describe))));
        app.MapGet("/storage/v1/bucket/{bucket}", (HttpContext context, string bucket) => GuardAsync(context, () =>
            objects.Exists(bucket) ? context.Response.WriteAsJsonAsync(Describe(bucket)) : StorageAnswer.BucketNotFoundAsync(context)));
        app.MapPost("/storage/v1/bucket", context => GuardAsync(context, () => CreateAsync(context)));
        app.MapDelete("/storage/v1/bucket/{bucket}", (HttpContext context, string bucket) => GuardAsync(context, () =>
        {
            objects.Drop(bucket);
            return context.Response.WriteAsJsonAsync(new { message = "Successfully deleted" });
        }));
    }

    private async Task CreateAsync(HttpContext context)
    {
        var asked = (await context.Request.ReadFromJsonAsync<NewBucket>())!;
        if (objects.Create(asked.Id ?? asked.Name, asked.Public))
        {
            await context.Response.WriteAsJsonAsync(new { name = asked.Name });
        }
        else
        {
            await StorageAnswer.DuplicateAsync(context);
        }
    }

    private Task GuardAsync(HttpContext context, Func<Task> answer) => keys.ByToken(context.Request) switch
    {
        Caller.Nobody => StorageAnswer.MissingTokenAsync(context),
        Caller.Unknown => StorageAnswer.BadTokenAsync(context),
        Caller.Anon => context.Response.WriteAsJsonAsync(Array.Empty<object>()),
        _ => answer(),
    };

    private object Describe(string bucket) => new { id = bucket, name = bucket, @public = objects.IsPublic(bucket), file_size_limit = (long?)null };

    private sealed record NewBucket(string Name, string? Id, bool Public);
}
