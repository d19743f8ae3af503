using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web;

/// <summary>A client that is made from the API's description compiles, and does what it says.</summary>
public sealed class GeneratedClientTests(PostgresFixture postgres, RedisFixture redis)
{
    /// <summary>As somebody writes a program over it.</summary>
    private const string Program =
        """
        namespace Made;

        public static class Office
        {
            public static async System.Threading.Tasks.Task<string> RunAsync(System.Net.Http.HttpClient http)
            {
                var client = new WorkersClient(http);
                var row = new System.Collections.Generic.Dictionary<string, string>
                {
                    ["document_source"] = "index", ["document_number"] = "1234567", ["circonscription_fonciere"] = "Laval", ["cadastre"] = "Q",
                };
                var added = await client.AddDocumentsAsync([row, row]);
                var listed = await client.ListDocumentsAsync(number: "1234567", limit: 5);
                var one = System.Linq.Enumerable.First(listed.Documents);
                var ended = await client.CancelDocumentAsync(one.Id, new ReasonBody { Reason = "not needed" });
                var told = await client.GetDocumentAsync(one.Id);
                var me = await client.WhoAmIAsync();
                try
                {
                    await client.GetDocumentAsync(System.Guid.Empty);
                    return "found";
                }
                catch (ApiException refused)
                {
                    return $"{added.Created} {listed.Documents.Count} {ended.Result} {told.Status_name} {told.Timeline.Count} {me.Role} {refused.StatusCode}";
                }
            }
        }
        """;

    [Fact]
    public async Task It_adds_lists_tells_and_cancels()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        var document = await OpenApiDocument.FromJsonAsync((await world.GetAsync("/v1/openapi.json", null)).Text, TestContext.Current.CancellationToken);
        var code = new CSharpClientGenerator(document, new()
        {
            ClassName = "WorkersClient",
            UseBaseUrl = false,
            GenerateOptionalParameters = true,
            CSharpGeneratorSettings = { Namespace = "Made" },
        }).GenerateFile();
        using var http = new HttpClient { BaseAddress = world.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", await world.KeyAsync(AccessRole.Office));

        var run = Compile(code, Program).GetType("Made.Office")!.GetMethod("RunAsync")!;

        (await (Task<string>)run.Invoke(null, [http])!).ShouldBe("2 2 Cancelled ERREUR 2 Office 404");
    }

    private static Assembly Compile(params string[] sources)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create("Made", sources.Select(source => CSharpSyntaxTree.ParseText(source)), platform, new(OutputKind.DynamicallyLinkedLibrary));
        using var made = new MemoryStream();
        var emitted = compilation.Emit(made);
        emitted.Diagnostics.Where(found => found.Severity is DiagnosticSeverity.Error).Select(found => found.ToString()).ShouldBeEmpty();
        made.Position = 0;
        return new AssemblyLoadContext("made", isCollectible: true).LoadFromStream(made);
    }
}
