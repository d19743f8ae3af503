using Workers.Hosting.Processes;
using Workers.Hosting.Startup;

namespace Workers.Pdf;

/// <summary>Whether poppler's tools can be run.</summary>
internal static class PopplerCheck
{
    public const string Remedy = "Install poppler: apt-get install poppler-utils";

    /// <returns>Null when all is well, else what is missing and the remedy.</returns>
    public static async Task<StartFault?> FindFaultAsync(TimeProvider time, CancellationToken cancellation)
    {
        foreach (var program in (string[])["pdfinfo", "pdftoppm", "pdftotext", "pdfimages"])
        {
            try
            {
                var result = await ChildProcess.RunAsync(new(program, "-v") { Timeout = TimeSpan.FromSeconds(20) }, time, cancellation);
                if (!result.Succeeded)
                {
                    return result.TimedOut
                        ? new($"{program} does not run ({result.Summary}): this machine has too little processor time left.", MayPass: true)
                        : new($"{program} does not run ({result.Summary}). {Remedy}");
                }
            }
            catch (ChildNotStartedException missing)
            {
                return new($"{missing.Message.TrimEnd('.')}. {Remedy}");
            }
        }

        return null;
    }
}
