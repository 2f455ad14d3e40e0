using Falcon.Testing;

namespace Falcon.Architecture.Tests;

/// <summary>Folders tell a newcomer what they are for.</summary>
public sealed class RoomTests
{
    private const int Large = 10, MostLines = 15;

    private static readonly string[] s_top =
    [
        "api", "bench", "cli", "control", "docs", "engine", "pktgen", "scripts", "steering", "testing", "tests", "vxlan", "xsk",
    ];

    [Fact]
    public void Each_top_folder_and_each_large_one_has_a_readme()
    {
        IEnumerable<string> large = s_top.SelectMany(Repository.SourcesOf)
            .GroupBy(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!))
            .Where(folder => folder.Count() >= Large)
            .Select(folder => folder.Key);
        Assert.All(s_top.Concat(large), folder => Assert.True(File.Exists(Repository.PathOf(folder, "README.md")), folder));
    }

    [Fact]
    public void The_readme_of_a_folder_is_short()
    {
        string[] lengthy =
        [
            .. from top in s_top
               from file in Directory.EnumerateFiles(Repository.PathOf(top), "README.md", SearchOption.AllDirectories)
               where !IsIndex(file) && File.ReadAllLines(file).Length > MostLines
               select Path.GetRelativePath(Repository.Root, file),
        ];
        Assert.Empty(lengthy);
    }

    /// <summary>Below docs/ it is an index of pages.</summary>
    private static bool IsIndex(string file) =>
        file.StartsWith(Repository.PathOf("docs") + "/", StringComparison.Ordinal) && file != Repository.PathOf("docs", "README.md");
}
