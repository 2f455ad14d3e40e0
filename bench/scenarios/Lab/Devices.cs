using System.Text.Json;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Lab;

/// <summary>What systems change on devices, with the tools an operator would use.</summary>
public static class Devices
{
    public static async Task<string> MacAsync(string netns, string device, CancellationToken cancel) =>
        (await LinkAsync(netns, device, cancel)).GetProperty("address").GetString()!;

    public static async Task<int> IndexAsync(string netns, string device, CancellationToken cancel) =>
        (await LinkAsync(netns, device, cancel)).GetProperty("ifindex").GetInt32();

    public static Task SetFeaturesAsync(string netns, string device, CancellationToken cancel, params string[] features) =>
        new Command("ethtool", ["-K", device, .. features]).In(netns).OutputAsync(cancel);

    public static Task DeleteAsync(string netns, string device, CancellationToken cancel) =>
        new Command("ip", "-n", netns, "link", "del", "dev", device).OutputAsync(cancel);

    public static Task SetNeighbourAsync(string netns, string device, string address, string mac, CancellationToken cancel) =>
        new Command("ip", "-n", netns, "neigh", "replace", address, "lladdr", mac, "dev", device, "nud", "permanent").OutputAsync(cancel);

    /// <summary>Receive packet steering for good, see <see cref="ReceiveSteering"/>.</summary>
    public static Task SteerAsync(string netns, string device, int cpuMask, CancellationToken cancel) =>
        ReceiveSteering.Write(netns, device, $"{cpuMask:x}").OutputAsync(cancel);

    /// <summary>A mask of all CPUs, as far as 31 of them.</summary>
    public static int AllCpus => (1 << Math.Min(31, Environment.ProcessorCount)) - 1;

    private static async Task<JsonElement> LinkAsync(string netns, string device, CancellationToken cancel)
    {
        string json = await new Command("ip", "-n", netns, "-j", "link", "show", "dev", device).OutputAsync(cancel);
        return JsonDocument.Parse(json).RootElement[0];
    }
}
