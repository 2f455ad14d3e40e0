using Falcon.Control.Configuration;

namespace Falcon.Control.Tests;

internal static class Yaml
{
    /// <summary>The smallest valid configuration; tests append to it.</summary>
    public const string Minimal = """
        uplinks: [{device: eth1}]
        overlays:
          - vni: 100

        """;

    public static FalconConfiguration Valid(string text)
    {
        ConfigurationResult result = FalconConfiguration.Parse(text, "falcon.yaml");
        Assert.Empty(result.Problems);
        return result.Configuration!;
    }

    public static string[] Problems(string text)
    {
        ConfigurationResult result = FalconConfiguration.Parse(text, "falcon.yaml");
        Assert.Null(result.Configuration);
        return [.. result.Problems.Select(p => p.ToString())];
    }
}
