namespace Falcon.Testing.Lab;

/// <summary>A container of a lab. Addresses include their prefix lengths.</summary>
public sealed record LabContainer(
    string Name, string Netns, string Host, uint Vni, string Device, string Mac, IReadOnlyList<string> Addresses)
{
    /// <summary>Its IPv4 address, without the prefix length.</summary>
    public string Ipv4 => Addresses[0].Split('/')[0];

    /// <summary>Its IPv6 address, without the prefix length.</summary>
    public string Ipv6 => Addresses[1].Split('/')[0];
}
