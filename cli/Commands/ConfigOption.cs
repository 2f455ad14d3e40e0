using System.CommandLine;
using Falcon.Control.Configuration;

namespace Falcon.Cli.Commands;

/// <summary><c>--config FILE</c>, and loading that file.</summary>
internal static class ConfigOption
{
    public const string DefaultFile = "/etc/falcon/falcon.yaml";

    public static Option<string> Create() => new("--config", "-c")
    {
        Description = "The configuration",
        HelpName = "FILE",
        DefaultValueFactory = _ => DefaultFile,
    };

    /// <summary>Loads the file. If it is not valid, prints every problem and returns null.</summary>
    public static FalconConfiguration? Load(string file, TextWriter error)
    {
        ConfigurationResult result = FalconConfiguration.Load(file);
        Tell(result.Problems, error);
        return result.Configuration;
    }

    /// <summary>Writes one line per problem.</summary>
    public static void Tell(IReadOnlyList<Problem> problems, TextWriter error, string before = "")
    {
        foreach (Problem problem in problems) error.WriteLine($"{before}{problem}");
    }
}
