using System.Diagnostics;

namespace Falcon.Control.Tests;

/// <summary>A file of the repository that is made by the code. Tests hold it to what the code says, or write it when told to.</summary>
internal static class KeptFile
{
    private const string Renew = "FALCON_RENEW";

    /// <summary>The file is what the code makes of it; else fails with the difference.</summary>
    public static void AssertIs(string path, string made)
    {
        string file = Path.Combine(RepositoryRoot(), path);
        if (Environment.GetEnvironmentVariable(Renew) is not null) File.WriteAllText(file, made);
        if (!File.Exists(file) || File.ReadAllText(file) != made)
            Assert.Fail($"{path} is not what the code makes of it; if that is meant, run this test with {Renew}=1\n{Difference(file, made)}");
    }

    /// <summary>A file's text.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryRoot(), path));

    private static string Difference(string file, string made)
    {
        ProcessStartInfo start = new("diff", ["-uN", file, "-"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process diff = Process.Start(start)!;
        Task<string> output = diff.StandardOutput.ReadToEndAsync();
        diff.StandardInput.Write(made);
        diff.StandardInput.Close();
        return output.GetAwaiter().GetResult();
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Falcon.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("Falcon.sln is in no folder above the test");
    }
}
