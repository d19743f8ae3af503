using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;
using NpgsqlTypes;

namespace Simulators.Supabase;

/// <summary>PostgREST's <c>POST /rest/v1/rpc/function</c> for functions of one jsonb argument named request, run as the caller's role.</summary>
internal sealed class RpcRoutes(string connectionString, FrontKeys keys) : IAsyncDisposable
{
    private readonly NpgsqlDataSource anon = Source(connectionString, "anon");
    private readonly NpgsqlDataSource service = Source(connectionString, "service_role");

    public void Map(WebApplication app) => app.MapPost("/rest/v1/rpc/{function}", CallAsync);

    public async ValueTask DisposeAsync()
    {
        await anon.DisposeAsync();
        await service.DisposeAsync();
    }

    private async Task CallAsync(HttpContext context, string function)
    {
        var refusal = (keys.ByApiKey(context.Request), keys.ByToken(context.Request)) switch
        {
            (Caller.Nobody, _) => new { message = "No API key found in request", hint = "No `apikey` request header or url param was found." },
            (Caller.Unknown, _) or (_, Caller.Unknown) => new { message = "Invalid API key", hint = "Double check your Supabase `anon` or `service_role` API key." },
            _ => null,
        };
        if (refusal is not null)
        {
            await AnswerAsync(context, StatusCodes.Status401Unauthorized, refusal);
            return;
        }

        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        if (!body.RootElement.TryGetProperty("request", out var request))
        {
            await MissingAsync(context, function);
            return;
        }

        try
        {
            var role = keys.ByToken(context.Request) == Caller.Service ? service : anon;
            await using var connection = await role.OpenConnectionAsync(context.RequestAborted);
            if (!await ExistsAsync(connection, function))
            {
                await MissingAsync(context, function);
                return;
            }

            await using var command = new NpgsqlCommand($"select public.\"{function}\"($1)::text", connection);
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Jsonb, Value = request.GetRawText() });
            var answer = (string)(await command.ExecuteScalarAsync(context.RequestAborted))!;
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(answer);
        }
        catch (PostgresException error)
        {
            await AnswerAsync(context, StatusOf(error.SqlState), new { code = error.SqlState, details = error.Detail, hint = error.Hint, message = error.MessageText });
        }
        catch (NpgsqlException error)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, new { code = "PGRST000", details = error.Message, hint = (string?)null, message = "Database connection error. Retrying the connection." });
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string function)
    {
        await using var command = new NpgsqlCommand("select to_regprocedure(format('public.%I(jsonb)', $1)) is not null", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = function });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static Task MissingAsync(HttpContext context, string function) => AnswerAsync(context, StatusCodes.Status404NotFound, new
    {
        code = "PGRST202",
        details = $"Searched for the function public.{function} with parameter request or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.",
        hint = (string?)null,
        message = $"Could not find the function public.{function}(request) in the schema cache",
    });

    private static Task AnswerAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body);
    }

    private static int StatusOf(string state) => state switch
    {
        "42501" => StatusCodes.Status403Forbidden,
        "42883" => StatusCodes.Status404NotFound,
        "23503" or "23505" => StatusCodes.Status409Conflict,
        _ => state[..2] switch
        {
            "08" or "53" => StatusCodes.Status503ServiceUnavailable,
            "25" or "40" or "54" or "55" or "57" or "58" or "XX" => StatusCodes.Status500InternalServerError,
            _ => StatusCodes.Status400BadRequest,
        },
    };

    private static NpgsqlDataSource Source(string connectionString, string role) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c role=" + role, MaxPoolSize = 10, NoResetOnClose = true, Timeout = 5 });
}
