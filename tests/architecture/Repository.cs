namespace Falcon.Architecture.Tests;

/// <summary>The sources that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string s_root = FindRoot();

    /// <summary>The C# files of a folder, all that is below it included.</summary>
    public static IEnumerable<string> SourcesOf(string folder) =>
        Directory.EnumerateFiles(Path.Combine(s_root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Falcon.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("Falcon.sln is in no folder above the test");
    }
}
