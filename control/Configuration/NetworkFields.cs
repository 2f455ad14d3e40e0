using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Falcon.Control.Cgroups;
using Falcon.Vxlan;

namespace Falcon.Control.Configuration;

/// <summary>Readers of addresses and names. Each reports what is wrong and then returns null.</summary>
internal static class NetworkFields
{
    private const int MaxNameBytes = 64;
    private const int MaxDeviceBytes = 15;
    private const int MaxSocketPathBytes = 107;

    public const string UnicastAddress = "the IPv4 or IPv6 address of one host, such as 10.0.0.1";

    /// <summary>A unicast address in its usual text.</summary>
    public static IPAddress? Address(this Field field)
    {
        if (field.Scalar(UnicastAddress) is not { } scalar) return null;
        if (Parse(scalar.Value) is { } address && IsUnicast(address)) return address;
        string hint = scalar.Value.Contains('/', StringComparison.Ordinal) ? ", without a prefix length" : "";
        field.Report($"'{scalar.Value}' is not {UnicastAddress}{hint}");
        return null;
    }

    /// <summary>An address with its prefix length.</summary>
    public static (IPAddress Address, int PrefixLength)? Subnet(this Field field)
    {
        const string Expected = "an address with its prefix length, such as 192.168.1.2/24 or fd00::2/64";
        if (field.Scalar(Expected) is not { } scalar) return null;
        string[] parts = scalar.Value.Split('/');
        if (parts.Length == 2 && Parse(parts[0]) is { } address && IsUnicast(address)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)
            && prefix >= 1 && prefix <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
        {
            return (address, prefix);
        }

        field.ReportKind(Expected);
        return null;
    }

    /// <summary>An address, or a prefix.</summary>
    public static (IPAddress Address, int PrefixLength)? Range(this Field field, string expected)
    {
        if (field.Scalar(expected) is not { } scalar) return null;
        string[] parts = scalar.Value.Split('/');
        if (Parse(parts[0]) is { } address)
        {
            if (parts.Length == 1 && IsUnicast(address)) return (address, 8 * address.GetAddressBytes().Length);
            if (IPNetwork.TryParse(scalar.Value, out IPNetwork network) && network.BaseAddress.Equals(address))
                return (address, network.PrefixLength);
        }

        field.ReportKind(expected);
        return null;
    }

    public static MacAddress? Mac(this Field field)
    {
        const string Example = "02:00:00:00:02:01", Expected = $"a MAC address such as {Example}";
        if (field.Scalar(Expected) is not { } scalar) return null;
        if (!MacAddress.TryParse(scalar.Value, CultureInfo.InvariantCulture, out MacAddress mac)) field.ReportKind(Expected);
        else if (mac.IsGroup) field.Report($"{mac} is a group address (its first byte is odd); give a unicast address such as {Example}");
        else if (mac.Value == 0) field.Report($"{mac} is the zero address; give a unicast address such as {Example}, or leave the key out");
        else return mac;
        return null;
    }

    /// <summary>A name that the operator chooses.</summary>
    public static string? Name(this Field field)
    {
        string expected = $"a name without spaces of at most {MaxNameBytes} bytes, such as web";
        if (field.Scalar(expected) is not { } scalar) return null;
        if (Encoding.UTF8.GetByteCount(scalar.Value) <= MaxNameBytes && !scalar.Value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            return scalar.Value;
        field.ReportKind(expected);
        return null;
    }

    /// <summary>A network device's name by the kernel's rules (dev_valid_name in net/core/dev.c).</summary>
    public static string? Device(this Field field)
    {
        const string Expected = "a device name such as eth0";
        if (field.Scalar(Expected) is not { } scalar) return null;
        string name = scalar.Value;
        int bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > MaxDeviceBytes)
            field.Report($"'{name}' is {bytes} bytes long; the kernel allows at most {MaxDeviceBytes}");
        else if (name is "." or ".." || name.Any(c => c is '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c)))
            field.Report($"'{name}' is not a device name: no '/', ':' or spaces");
        else
            return name;
        return null;
    }

    /// <summary>A network namespace: a name under /run/netns, an absolute path, or <c>pid:1234</c>.</summary>
    public static string? Netns(this Field field)
    {
        const string Expected = "a network namespace: a name under /run/netns, an absolute path, or pid:1234";
        if (field.Scalar(Expected) is not { } scalar) return null;
        string spec = scalar.Value;
        bool valid = spec.StartsWith("pid:", StringComparison.Ordinal)
            ? int.TryParse(spec.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0
            : spec[0] == '/' || (spec is not ("." or "..") && !spec.Any(c => c == '/' || char.IsWhiteSpace(c)));
        if (valid) return spec;
        field.ReportKind(Expected);
        return null;
    }

    /// <summary>A cgroup: <c>auto</c>, or the path of its directory.</summary>
    public static string? Cgroup(this Field field)
    {
        const string Expected = "auto, or a cgroup's directory such as /sys/fs/cgroup/web";
        if (field.Scalar(Expected) is not { } scalar) return null;
        if (scalar.Value is CgroupFinder.Auto or "/") return scalar.Value;
        if (scalar.Value[0] == '/') return scalar.Value.TrimEnd('/');
        field.ReportKind(Expected);
        return null;
    }

    public static string? SocketPath(this Field field)
    {
        const string Expected = "an absolute path such as /run/falcon/admin.sock";
        if (field.Scalar(Expected) is not { } scalar) return null;
        int bytes = Encoding.UTF8.GetByteCount(scalar.Value);
        if (scalar.Value[0] != '/' || scalar.Value[^1] == '/') field.ReportKind(Expected);
        else if (bytes > MaxSocketPathBytes) field.Report($"is {bytes} bytes long; a unix socket's path has at most {MaxSocketPathBytes}");
        else return scalar.Value;
        return null;
    }

    /// <summary>
    /// Refuses the short forms that inet_aton allows (10.1, 0x0a000001), scopes, brackets and ports: they are usually mistakes.
    /// </summary>
    private static IPAddress? Parse(string text)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address)) return null;
        if (address.AddressFamily == AddressFamily.InterNetwork) return address.ToString() == text ? address : null;
        return text.AsSpan().ContainsAny('[', '%') || address.IsIPv4MappedToIPv6 ? null : address;
    }

    private static bool IsUnicast(IPAddress address) => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
        && (address.AddressFamily == AddressFamily.InterNetwork ? address.GetAddressBytes()[0] < 224 : !address.IsIPv6Multicast);
}
