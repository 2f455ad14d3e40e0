namespace Falcon.Cli.Demo;

/// <summary>A container of the lab.</summary>
/// <param name="Name">Such as <c>h1c1</c>.</param>
/// <param name="Netns">Its network namespace.</param>
/// <param name="Host">The name of its host.</param>
/// <param name="Vni">Its overlay.</param>
/// <param name="Mac">Its MAC address.</param>
/// <param name="Addresses">IPv4, then IPv6, with prefix lengths.</param>
internal sealed record LabContainer(string Name, string Netns, string Host, uint Vni, string Mac, IReadOnlyList<string> Addresses)
{
    /// <summary>Its IPv4 address.</summary>
    public string Ipv4 => Addresses[0].Split('/')[0];

    /// <summary>Its IPv6 address.</summary>
    public string Ipv6 => Addresses[1].Split('/')[0];
}
