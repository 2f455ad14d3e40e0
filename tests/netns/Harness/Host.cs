using System.Text.Json.Nodes;
using Falcon.Testing.Lab;

namespace Falcon.Netns.Tests.Harness;

/// <summary>A host of a lab; its uplink is eth1.</summary>
public sealed class Host(LabHost description) : Namespace(description.Netns)
{
    public const string Uplink = "eth1";

    public bool RunsFalcon => description.Kind == "falcon";

    /// <summary>Its underlay address.</summary>
    public string Address => description.Address;

    /// <summary>The configuration of its daemon.</summary>
    public string Config => description.Config!;

    /// <summary>Changes the configuration.</summary>
    public LabConfig Configuration => field ??= new LabConfig(this);

    /// <summary>The log of the daemon that the lab started.</summary>
    public string Log => description.Log!;

    public string UplinkMac => Exec("cat", $"/sys/class/net/{Uplink}/address").Succeeds().Output.Trim();

    public Admin Admin => new(description.Socket!);

    /// <summary><c>falcon reload</c>: makes the daemon read its configuration again.</summary>
    public CommandResult Reload(params string[] options) => Exec(Repository.Falcon, ["reload", "--socket", Admin.SocketPath, .. options]);

    /// <summary>
    /// Turns GRO off: the uplink joins no frames. Without GRO a veth has no NAPI, so frames are handled on the sender's CPU.
    /// </summary>
    public void TurnGroOff() => Exec("ethtool", "-K", Uplink, "gro", "off").Succeeds();

    /// <summary>The id of the XDP program on the uplink; null without one.</summary>
    public int? XdpProgram()
    {
        JsonNode link = System.Text.Json.Nodes.JsonNode.Parse(Exec("ip", "-j", "link", "show", "dev", Uplink).Succeeds().Output)![0]!;
        return link["xdp"]?["prog"]?["id"]?.GetValue<int>();
    }
}
