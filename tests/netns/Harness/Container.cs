using Falcon.Testing.Lab;

namespace Falcon.Netns.Tests.Harness;

/// <summary>A container of a lab; its device is eth0.</summary>
public sealed class Container(LabContainer description) : Namespace(description.Netns)
{
    public uint Vni => description.Vni;

    public string Mac => description.Mac;

    public string Ipv4 => description.Ipv4;

    public string Ipv6 => description.Ipv6;

    /// <summary>The name of its port: <c>h1c1</c>.</summary>
    public string Port => description.Name;
}
