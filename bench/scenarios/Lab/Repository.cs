namespace Falcon.Bench.Scenarios.Lab;

/// <summary>The checkout that the benchmark was built in.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The executable: $FALCON, or the Release build.</summary>
    public static string Falcon =>
        Environment.GetEnvironmentVariable("FALCON") is { Length: > 0 } given ? given : Path.Combine(Root, "cli", "bin", "Release", "net10.0", "falcon");

    private static string Find()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Falcon.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? Environment.CurrentDirectory;
    }
}
