using System.Globalization;

namespace Falcon.Netns.Tests.Harness;

/// <summary>The shape of a lab: the options of <c>scripts/lab.sh up</c>.</summary>
public sealed record LabShape
{
    public int Hosts { get; init; } = 2;

    public int Containers { get; init; } = 2;

    /// <summary>The number of hosts, the last ones, that carry the overlay with the kernel's VXLAN.</summary>
    public int KernelHosts { get; init; } = 1;

    /// <summary>The IP version of the underlay: 4 or 6.</summary>
    public int Underlay { get; init; } = 4;

    /// <summary><c>packet</c> or <c>xdp</c>.</summary>
    public string Lane { get; init; } = "packet";

    /// <summary><c>auto</c>, <c>xsk</c> or <c>packet</c>.</summary>
    public string Transmit { get; init; } = "auto";

    /// <summary><c>auto</c>, <c>engine</c> or <c>kernel</c>.</summary>
    public string Path { get; init; } = "engine";

    /// <summary>The CPUs of each daemon's workers.</summary>
    public string Workers { get; init; } = "0";

    /// <summary>The keys of <c>steering</c>.</summary>
    public string Steering { get; init; } = "";

    public int Overlays { get; init; } = 1;

    /// <summary>
    /// Whether the underlay's veths have offloads, so that checksums and segmentation are left to a device that does not exist.
    /// </summary>
    public bool Offloads { get; init; }

    /// <summary>Whether the lab starts the daemons.</summary>
    public bool Start { get; init; } = true;

    public IEnumerable<string> Options =>
    [
        "--hosts", Text(Hosts), "--containers", Text(Containers), "--kernel-hosts", Text(KernelHosts),
        "--underlay", Text(Underlay), "--lane", Lane, "--transmit", Transmit, "--path", Path, "--workers", Workers, "--steering", Steering,
        "--overlays", Text(Overlays),
        "--offloads", Offloads ? "on" : "off", .. Start ? Array.Empty<string>() : ["--no-start"],
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
