using System.Xml.Linq;
using Falcon.Testing;

namespace Falcon.Cli.Tests.Commands;

public sealed class VersionTests
{
    [Fact]
    public void The_executable_says_the_version_of_the_build_file()
    {
        string said = Shell.Run(Path.Combine(AppContext.BaseDirectory, "falcon"), "", "--version");
        Assert.Equal($"{XElement.Load(Repository.PathOf("Directory.Build.props")).Descendants("Version").Single().Value}\n", said);
    }
}
