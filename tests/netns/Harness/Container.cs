namespace Falcon.Netns.Tests.Harness;

/// <summary>A container of a lab; its device is eth0.</summary>
public sealed class Container(ContainerDescription description) : Namespace(description.Netns)
{
    public uint Vni => description.Vni;

    public string Mac => description.Mac;

    public string Ipv4 => Address(description.Addresses[0]);

    public string Ipv6 => Address(description.Addresses[1]);

    /// <summary>The name of its port: <c>h1c1</c>.</summary>
    public string Port => description.Name;

    private static string Address(string withPrefix) => withPrefix.Split('/')[0];
}
