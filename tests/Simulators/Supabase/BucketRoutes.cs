using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Simulators.Supabase;

/// <summary>Storage's buckets: list, read, create, change, delete. To the anon key there are none.</summary>
internal sealed class BucketRoutes(StorageObjects objects, FrontKeys keys)
{
    public void Map(WebApplication app)
    {
        app.MapGet("/storage/v1/bucket", context => GuardAsync(
            context,
            anon => anon.Response.WriteAsJsonAsync(Array.Empty<object>()),
            () => context.Response.WriteAsJsonAsync(objects.Buckets.Select(Describe))));
        app.MapGet("/storage/v1/bucket/{bucket}", (HttpContext context, string bucket) => GuardAsync(context, StorageAnswer.BucketNotFoundAsync, () =>
            objects.Exists(bucket) ? context.Response.WriteAsJsonAsync(Describe(bucket)) : StorageAnswer.BucketNotFoundAsync(context)));
        app.MapPost("/storage/v1/bucket", context => GuardAsync(context, StorageAnswer.ForbiddenAsync, () => CreateAsync(context)));
        app.MapPut("/storage/v1/bucket/{bucket}", (HttpContext context, string bucket) =>
            GuardAsync(context, StorageAnswer.BucketNotFoundAsync, () => ChangeAsync(context, bucket)));
        app.MapDelete("/storage/v1/bucket/{bucket}", (HttpContext context, string bucket) => GuardAsync(context, StorageAnswer.BucketNotFoundAsync, () =>
        {
            objects.Drop(bucket);
            return context.Response.WriteAsJsonAsync(new { message = "Successfully deleted" });
        }));
    }

    private async Task CreateAsync(HttpContext context)
    {
        var asked = (await context.Request.ReadFromJsonAsync<AskedBucket>())!;
        if (objects.Create(asked.Id ?? asked.Name!, asked.Rules))
        {
            await context.Response.WriteAsJsonAsync(new { name = asked.Name });
        }
        else
        {
            await StorageAnswer.BucketExistsAsync(context);
        }
    }

    private async Task ChangeAsync(HttpContext context, string bucket)
    {
        var asked = (await context.Request.ReadFromJsonAsync<AskedBucket>())!;
        if (objects.Change(bucket, asked.Rules))
        {
            await context.Response.WriteAsJsonAsync(new { message = "Successfully updated" });
        }
        else
        {
            await StorageAnswer.BucketNotFoundAsync(context);
        }
    }

    private Task GuardAsync(HttpContext context, Func<HttpContext, Task> toAnon, Func<Task> answer) => keys.ByToken(context.Request) switch
    {
        Caller.Nobody => StorageAnswer.MissingTokenAsync(context),
        Caller.Unknown => StorageAnswer.BadTokenAsync(context),
        Caller.Anon => toAnon(context),
        _ => answer(),
    };

    private object Describe(string bucket)
    {
        var rules = objects.RulesOf(bucket);
        return new
        {
            id = bucket,
            name = bucket,
            owner = "",
            @public = rules.IsPublic,
            file_size_limit = rules.FileSizeLimit,
            allowed_mime_types = rules.AllowedMimeTypes,
            created_at = DateTimeOffset.UnixEpoch,
            updated_at = DateTimeOffset.UnixEpoch,
        };
    }

    private sealed record AskedBucket(
        string? Name,
        string? Id,
        bool Public,
        [property: JsonPropertyName("file_size_limit")] long? FileSizeLimit,
        [property: JsonPropertyName("allowed_mime_types")] IReadOnlyList<string>? AllowedMimeTypes)
    {
        public BucketRules Rules => new(Public, FileSizeLimit, AllowedMimeTypes);
    }
}
