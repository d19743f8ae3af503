namespace Workers.Benchmarks;

/// <summary>Suites that tell their results in their own words: each runs in a process of its own and its text is kept beside the results.</summary>
internal static class ToldSuites
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(20);

    public static async Task RunAsync(Report report, string folder, params IEnumerable<string> suites)
    {
        Directory.CreateDirectory(folder);
        foreach (var suite in suites)
        {
            Console.WriteLine(suite);
            try
            {
                var (exitCode, output) = await ChildProgram.RunAsync([Environment.ProcessPath!, suite], null, Bound);
                await File.WriteAllTextAsync(Path.Combine(folder, suite + ".txt"), output);
                Console.Write(output);
                report.Add(new(suite, $"its own promises, see {suite}.txt", "broken", [exitCode is 0 ? 0 : 1], 0, IsAtMost: true));
            }
            catch (TimeoutException late)
            {
                report.Miss($"{suite}: {late.Message}");
            }
        }
    }
}
