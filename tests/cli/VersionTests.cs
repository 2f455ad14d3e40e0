using System.Xml.Linq;

namespace Falcon.Cli.Tests;

public sealed class VersionTests
{
    [Fact]
    public void The_executable_says_the_version_of_the_build_file()
    {
        string said = Shell.Run(Path.Combine(AppContext.BaseDirectory, "falcon"), "", "--version");
        Assert.Equal($"{XElement.Load(BuildFile()).Descendants("Version").Single().Value}\n", said);
    }

    private static string BuildFile()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Falcon.sln"))) directory = directory.Parent;
        return Path.Combine(directory!.FullName, "Directory.Build.props");
    }
}
