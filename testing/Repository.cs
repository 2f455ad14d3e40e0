namespace Falcon.Testing;

/// <summary>The working copy that the tests and benchmarks were built from.</summary>
public static class Repository
{
    private static readonly Lazy<string> s_root = new(FindRoot);

    /// <summary>The folder that holds Falcon.sln.</summary>
    public static string Root => s_root.Value;

    /// <summary>The executable under test: <c>$FALCON</c>, or the one built together with the caller, or the Release build.</summary>
    public static string Falcon
    {
        get
        {
            if (Environment.GetEnvironmentVariable("FALCON") is { Length: > 0 } given) return given;
            string beside = Path.Combine(AppContext.BaseDirectory, "falcon");
            return File.Exists(beside) ? beside : PathOf("cli/bin/Release/net10.0/falcon");
        }
    }

    /// <summary>The path of a file of the working copy.</summary>
    public static string PathOf(params ReadOnlySpan<string> relative) => Path.Combine([Root, .. relative]);

    /// <summary>The C# files of a folder and its subfolders, without those made by a build.</summary>
    public static IEnumerable<string> SourcesOf(string folder) =>
        Directory.EnumerateFiles(PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Falcon.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"Falcon.sln is in no folder above {AppContext.BaseDirectory}");
    }
}
