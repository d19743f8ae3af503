using System.Text.Json;

namespace Simulators.Supabase;

/// <summary>One simulated project until standard input ends; prints its address and key as one line of JSON.</summary>
internal static class SupabaseCommand
{
    /// <param name="connectionString">Npgsql connection string of the database behind it.</param>
    /// <param name="objectsFolder">Where objects lie.</param>
    public static async Task<int> RunAsync(string connectionString, string objectsFolder)
    {
        await using var front = await SupabaseFront.StartAsync(new() { ConnectionString = connectionString, ObjectsFolder = objectsFolder });
        Console.WriteLine(JsonSerializer.Serialize(new { url = front.Url.ToString().TrimEnd('/'), service_key = front.ServiceKey }));
        await Console.In.ReadLineAsync();
        return 0;
    }
}
