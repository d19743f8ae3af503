using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Documents;

/// <summary>A list of documents as a file, with the columns of the command line's lists; who works on a document stays out.</summary>
internal static class DocumentsExport
{
    public const int PartOf = 1000;

    private static readonly DocumentColumn[] Columns = [.. DocumentColumns.All.Where(column => column.Name is not ("worker" or "age" or "env"))];

    private static readonly bool[] IsText = [.. Columns.Select(column => column.IsText)];

    /// <exception cref="OperationException">The database did not answer.</exception>
    public static async Task WriteAsync(HttpResponse response, string name, Queues queues, FindRequest request, bool isCsv, DateTimeOffset now, CancellationToken cancellation)
    {
        // What cannot be had at all is told before anything is sent.
        var part = await ReadAsync(queues, request, cancellation);
        response.ContentType = isCsv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        await writer.WriteAsync(isCsv ? $"{CsvText.ByteOrderMark}{CsvText.LineOf([.. Columns.Select(column => column.Name)], IsText)}\n" : "[");
        for (var written = 0; ;)
        {
            foreach (var one in part.Documents)
            {
                var line = isCsv
                    ? CsvText.LineOf([.. Columns.Select(column => column.Text(one, now))], IsText)
                    : (written > 0 ? ",\n" : "\n") + JsonSerializer.Serialize(DocumentSummary.Of(one.Document), WebJson.Options);
                await writer.WriteAsync(isCsv ? line + "\n" : line);
                written++;
            }

            await writer.FlushAsync(cancellation);
            if (part.Next is not { } next)
            {
                break;
            }

            part = await ReadAsync(queues, request with { Behind = next }, cancellation);
        }

        await writer.WriteAsync(isCsv ? "" : "\n]\n");
    }

    private static async Task<FoundDocuments> ReadAsync(Queues queues, FindRequest request, CancellationToken cancellation)
    {
        var found = await FindDocuments.RunAsync(queues, request, cancellation);
        return found.Faults is [var away, ..] ? throw away : found;
    }
}
