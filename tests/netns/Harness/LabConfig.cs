using System.Text.RegularExpressions;

namespace Falcon.Netns.Tests.Harness;

/// <summary>A host's configuration, changed and restored port by port and overlay by overlay.</summary>
public sealed class LabConfig(Host host)
{
    private readonly string _whole = File.ReadAllText(host.Config);

    /// <summary>Restores the whole configuration.</summary>
    public void Restore() => File.WriteAllText(host.Config, _whole);

    /// <summary>Writes the configuration without these ports.</summary>
    public void LeaveOut(params Container[] containers) =>
        File.WriteAllText(
            host.Config,
            containers.Aggregate(_whole, (text, container) => Replaced(text, $@"      - name: {container.Port}\n(        .*\n)*", "")));

    /// <summary>Writes the configuration without an overlay.</summary>
    public void LeaveOut(uint vni) => File.WriteAllText(host.Config, Replaced(_whole, $@"  - vni: {vni}\n(    .*\n)*", ""));

    /// <summary>Writes the configuration with one text replaced.</summary>
    public void Replace(string there, string other) =>
        File.WriteAllText(host.Config, Replaced(_whole, Regex.Escape(there), other.Replace("$", "$$", StringComparison.Ordinal)));

    /// <summary>Writes the configuration with one more key for a port.</summary>
    public void Add(Container container, string key) =>
        Replace($"- name: {container.Port}\n", $"- name: {container.Port}\n        {key}\n");

    private static string Replaced(string text, string pattern, string other)
    {
        Assert.Single(Regex.Matches(text, pattern));
        return Regex.Replace(text, pattern, other);
    }
}
