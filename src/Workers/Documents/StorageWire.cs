using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Hosting.Http;

namespace Workers.Documents;

/// <summary>
/// Requests to the Storage of one project, with its key and bounded in time. Whatever comes back, nothing leaves but a value,
/// <see cref="DocumentStoreException"/>, or the caller's own cancellation.
/// </summary>
/// <param name="http">Over <see cref="SupabaseHttp.Handler"/>, without a timeout of its own.</param>
/// <param name="most">The largest object that is fetched, in bytes.</param>
internal sealed class StorageWire(HttpClient http, TargetEnvironment environment, EnvironmentOptions project, DocumentsOptions options, TimeProvider time, long most)
{
    private readonly Uri _root = new($"{project.SupabaseUrl!.GetLeftPart(UriPartial.Authority)}/storage/v1/");

    /// <summary>An address below Storage's root, each part escaped.</summary>
    /// <param name="verb">As it is.</param>
    /// <param name="parts">May hold slashes, which stay.</param>
    public Uri Address(string verb, params IEnumerable<string> parts) =>
        new(_root, string.Join('/', parts.SelectMany(part => part.Split('/')).Select(Uri.EscapeDataString).Prepend(verb)));

    /// <param name="request">Sent once.</param>
    /// <param name="what">What is asked for, as the end of "could not …".</param>
    /// <param name="read">Reads an answer of success.</param>
    /// <param name="expected">A refusal that is an answer too: the default value.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="DocumentStoreException">Anything else.</exception>
    [SuppressMessage("Design", "CA1031", Justification = "Foreign bytes; each of the ways to fail means the same.")]
    public async Task<T?> SendAsync<T>(
        HttpRequestMessage request, string what, Func<HttpResponseMessage, CancellationToken, Task<T?>> read, StorageRefusal? expected, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var sent = request;
        try
        {
            SupabaseKey.Put(project.ServiceKey!, request.Headers);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (answer.IsSuccessStatusCode)
            {
                return await read(answer, both.Token);
            }

            using var body = await ForeignBody.ReadAsync(answer.Content, ForeignBody.MostOfAnError, both.Token);
            var failure = StorageFailure.Of(answer.StatusCode, answer.Headers.Location, body);
            return failure.Kind == expected ? default : throw Refused(what, failure);
        }
        catch (DocumentStoreException)
        {
            throw;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException late)
        {
            var bound = limit.IsCancellationRequested ? options.Timeout : SupabaseHttp.Connecting;
            throw new DocumentStoreException($"{environment.Label()} Storage did not {what} within {bound.TotalSeconds:0} s.", missing: false, late) { IsAway = true };
        }
        catch (Exception broken)
        {
            throw Fail(what, Show(WhyOf(broken)), isAway: true, broken);
        }
    }

    /// <summary>The bytes of an object out of an answer of success.</summary>
    /// <exception cref="DocumentStoreException">It is none, or larger than allowed; also while it is read.</exception>
    public async Task<ObjectContent> ContentAsync(HttpResponseMessage answer, string what, CancellationToken cancellation)
    {
        // Storage sends a page as plain text, and an object of ours is no JSON.
        var type = answer.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
        if (answer.StatusCode is not HttpStatusCode.OK || type is "text/html" or "application/json")
        {
            using var body = await ForeignBody.ReadAsync(answer.Content, ForeignBody.MostOfAnError, cancellation);
            throw Foreign(what, answer, body);
        }

        return answer.Content.Headers.ContentLength > most
            ? throw Fail(what, ObjectContent.TooLong(most), isAway: false)
            : new ObjectContent(await answer.Content.ReadAsStreamAsync(cancellation), most, (why, isAway, inner) => Fail(what, why, isAway, inner));
    }

    /// <summary>An answer of success that Storage does not give.</summary>
    public DocumentStoreException Foreign(string what, HttpResponseMessage answer, ForeignBody body)
    {
        var shown = body.Bytes.IsEmpty ? "nothing" : Show(body);
        return Fail(what, $"the answer ({(int)answer.StatusCode}) is not Storage's: {shown}. Check {environment.Label()}_SUPABASE_URL", isAway: true);
    }

    private DocumentStoreException Refused(string what, StorageFailure failure) =>
        new($"{environment.Label()} Storage could not {what}: {failure.Code} {Show(failure.Said).TrimEnd('.')}. {failure.Remedy(environment.Label())}", failure.IsMissing) { IsAway = failure.IsAway, IsTooLarge = failure.Kind is StorageRefusal.TooLarge };

    private DocumentStoreException Fail(string what, string why, bool isAway, Exception? inner = null) =>
        new($"{environment.Label()} Storage could not {what}: {Hide(why).TrimEnd('.')}.", missing: false, inner) { IsAway = isAway };

    /// <summary>A broken request says only that it broke; what lies below it says why.</summary>
    private static string WhyOf(Exception broken) => broken is HttpRequestException { InnerException: { } why } ? why.Message : broken.Message;

    private string Show(ForeignBody body) => Show(Encoding.UTF8.GetString(body.Bytes.Span));

    private string Show(string foreign) => ForeignBody.Show(Hide(foreign));

    /// <summary>A server may say again what it was sent.</summary>
    private string Hide(string text) => text.Replace(project.ServiceKey!, "(the key)", StringComparison.Ordinal);
}
