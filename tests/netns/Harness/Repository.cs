namespace Falcon.Netns.Tests.Harness;

/// <summary>Where things lie in the working copy that the tests were built from.</summary>
public static class Repository
{
    private static readonly Lazy<string> _root = new(FindRoot);

    public static string PathOf(string relative) => Path.Combine(_root.Value, relative);

    /// <summary>A script of the harness, in tests/netns/Harness/Scripts.</summary>
    public static string Script(string name) => PathOf(Path.Combine("tests", "netns", "Harness", "Scripts", name));

    /// <summary>The executable under test: <c>$FALCON</c>, else the one built together with these tests.</summary>
    public static string Falcon => Environment.GetEnvironmentVariable("FALCON") ?? Path.Combine(AppContext.BaseDirectory, "falcon");

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Falcon.sln"))) return directory.FullName;
        }

        throw new DirectoryNotFoundException($"no Falcon.sln above {AppContext.BaseDirectory}");
    }
}
