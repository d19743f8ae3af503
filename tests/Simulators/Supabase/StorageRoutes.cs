using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Simulators.Supabase;

/// <summary>Storage's objects: put, replace, fetch, sign, list, delete. A private bucket looks missing to all but the service key.</summary>
internal sealed class StorageRoutes(StorageObjects objects, FrontKeys keys)
{
    private static readonly JsonSerializerOptions AsSpelled = new() { PropertyNamingPolicy = null };
    private readonly ConcurrentDictionary<string, string> signatures = new(StringComparer.Ordinal);

    public void Map(WebApplication app)
    {
        app.MapPost("/storage/v1/object/list/{bucket}", ListAsync);
        app.MapPost("/storage/v1/object/sign/{bucket}/{**key}", SignAsync);
        app.MapGet("/storage/v1/object/sign/{bucket}/{**key}", FetchSignedAsync);
        app.MapMethods("/storage/v1/object/public/{bucket}/{**key}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context, string bucket, string key) =>
            objects.RulesOf(bucket).IsPublic ? SendAsync(context, bucket, key) : StorageAnswer.BucketNotFoundAsync(context));
        app.MapMethods("/storage/v1/object/authenticated/{bucket}/{**key}", [HttpMethods.Get, HttpMethods.Head], FetchAsync);
        app.MapMethods("/storage/v1/object/{bucket}/{**key}", [HttpMethods.Get, HttpMethods.Head], FetchAsync);
        app.MapPost("/storage/v1/object/{bucket}/{**key}", (HttpContext context, string bucket, string key) => PutAsync(context, bucket, key, mustExist: false));
        app.MapPut("/storage/v1/object/{bucket}/{**key}", (HttpContext context, string bucket, string key) => PutAsync(context, bucket, key, mustExist: true));
        app.MapDelete("/storage/v1/object/{bucket}/{**key}", DeleteAsync);
        app.MapDelete("/storage/v1/object/{bucket}", DeleteManyAsync);
    }

    private async Task PutAsync(HttpContext context, string bucket, string key, bool mustExist)
    {
        if (await RefusedAsync(context, bucket, StorageAnswer.ForbiddenAsync))
        {
            return;
        }

        if (!StorageObjects.IsValidKey(key))
        {
            await StorageAnswer.InvalidKeyAsync(context, key);
            return;
        }

        if (mustExist && objects.Get(bucket, key) is null)
        {
            await StorageAnswer.NotFoundAsync(context);
            return;
        }

        var upload = await StorageUpload.ReadAsync(context.Request);
        var rules = objects.RulesOf(bucket);
        var replace = mustExist || string.Equals(context.Request.Headers["x-upsert"], "true", StringComparison.OrdinalIgnoreCase);
        await (upload switch
        {
            _ when !replace && objects.Get(bucket, key) is not null => StorageAnswer.DuplicateAsync(context),
            null => StorageAnswer.NoContentAsync(context),
            _ when !rules.Takes(upload.MimeType) => StorageAnswer.WrongTypeAsync(context, upload.MimeType),
            _ when !rules.Takes(upload.Content.Length) => StorageAnswer.TooLargeAsync(context),
            _ when objects.Put(bucket, key, upload.Content, replace) => AnswerAsync(context, new { Id = Guid.NewGuid(), Key = $"{bucket}/{key}" }),
            _ => StorageAnswer.DuplicateAsync(context),
        });
    }

    private async Task FetchAsync(HttpContext context, string bucket, string key)
    {
        if (!await RefusedAsync(context, bucket, StorageAnswer.NotFoundAsync))
        {
            await SendAsync(context, bucket, key);
        }
    }

    private async Task SendAsync(HttpContext context, string bucket, string key)
    {
        if (!StorageObjects.IsValidKey(key) || objects.Get(bucket, key) is not { } content)
        {
            await StorageAnswer.NotFoundAsync(context);
            return;
        }

        context.Response.ContentType = key.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) ? "application/pdf" : "application/octet-stream";
        context.Response.ContentLength = content.Length;
        context.Response.Headers.ETag = StorageObjects.EntityTag(content);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content);
        }
    }

    private async Task SignAsync(HttpContext context, string bucket, string key)
    {
        if (await RefusedAsync(context, bucket, StorageAnswer.NotFoundAsync))
        {
            return;
        }

        if (objects.Get(bucket, key) is null)
        {
            await StorageAnswer.NotFoundAsync(context);
            return;
        }

        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        signatures[token] = $"{bucket}/{key}";
        await context.Response.WriteAsJsonAsync(new { signedURL = $"/object/sign/{bucket}/{Uri.EscapeDataString(key).Replace("%2F", "/", StringComparison.Ordinal)}?token={token}" });
    }

    private Task FetchSignedAsync(HttpContext context, string bucket, string key) =>
        signatures.TryGetValue(context.Request.Query["token"].ToString(), out var signed) && signed == $"{bucket}/{key}"
            ? SendAsync(context, bucket, key)
            : StorageAnswer.ErrorAsync(context, "400", "InvalidJWT", "InvalidJWT", "jwt malformed");

    private async Task ListAsync(HttpContext context, string bucket)
    {
        if (await RefusedAsync(context, bucket, StorageAnswer.BucketNotFoundAsync))
        {
            return;
        }

        var asked = (await context.Request.ReadFromJsonAsync<ListRequest>())!;
        var prefix = asked.Prefix is { Length: > 0 } text ? text.TrimEnd('/') + "/" : "";
        var names = objects.Keys(bucket, prefix).Select(key => (Name: key[prefix.Length..].Split('/')[0], IsFolder: key[prefix.Length..].Contains('/', StringComparison.Ordinal)))
            .Distinct().Skip(asked.Offset).Take(asked.Limit);
        await context.Response.WriteAsJsonAsync(names.Select(entry => new { name = entry.Name, id = entry.IsFolder ? null : entry.Name }));
    }

    private async Task DeleteAsync(HttpContext context, string bucket, string key)
    {
        if (await RefusedAsync(context, bucket, StorageAnswer.NotFoundAsync))
        {
            return;
        }

        await (StorageObjects.IsValidKey(key) && objects.Delete(bucket, key)
            ? context.Response.WriteAsJsonAsync(new { message = "Successfully deleted" })
            : StorageAnswer.NotFoundAsync(context));
    }

    private async Task DeleteManyAsync(HttpContext context, string bucket)
    {
        if (await RefusedAsync(context, bucket, StorageAnswer.BucketNotFoundAsync))
        {
            return;
        }

        var asked = (await context.Request.ReadFromJsonAsync<DeleteRequest>())!;
        var gone = asked.Prefixes.Where(key => StorageObjects.IsValidKey(key) && objects.Delete(bucket, key)).ToArray();
        await context.Response.WriteAsJsonAsync(gone.Select(key => new { name = key, bucket_id = bucket }));
    }

    /// <summary>Names as they are spelled here: an upload's answer is <c>{Id, Key}</c>.</summary>
    private static Task AnswerAsync(HttpContext context, object answer) => context.Response.WriteAsJsonAsync(answer, AsSpelled);

    private async Task<bool> RefusedAsync(HttpContext context, string bucket, Func<HttpContext, Task> withoutServiceKey)
    {
        Func<HttpContext, Task>? refusal = keys.ByToken(context.Request) switch
        {
            Caller.Nobody => StorageAnswer.MissingTokenAsync,
            Caller.Unknown => StorageAnswer.BadTokenAsync,
            _ when !objects.Exists(bucket) => StorageAnswer.BucketNotFoundAsync,
            Caller.Anon => withoutServiceKey,
            _ => null,
        };
        if (refusal is null)
        {
            return false;
        }

        await refusal(context);
        return true;
    }

    private sealed record ListRequest(string? Prefix, int Limit = 100, int Offset = 0);

    private sealed record DeleteRequest(IReadOnlyList<string> Prefixes);
}
