using System.Globalization;
using System.Reflection;
using Falcon.Bench.Scenarios.Lab;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Systems;

/// <summary>
/// XDP programs loaded by bpftool and pinned while they are being attached. Disposing removes the pins: the devices keep the programs,
/// the programs keep the maps, and all go with the namespace.
/// </summary>
public sealed class XdpPrograms : IAsyncDisposable
{
    private readonly string _netns;
    private readonly string _pins;

    private XdpPrograms(string netns)
    {
        _netns = netns;
        _pins = $"/sys/fs/bpf/{netns}";
    }

    /// <summary>Loads an object file that lies in this assembly as a resource.</summary>
    public static async Task<XdpPrograms> LoadAsync(string resource, string netns, CancellationToken cancel)
    {
        string file = Path.Combine(Path.GetTempPath(), $"{netns}-{resource}");
        var programs = new XdpPrograms(netns);
        try
        {
            await using (Stream source = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!)
            await using (FileStream target = File.Create(file))
                await source.CopyToAsync(target, cancel);
            await programs.BpftoolAsync(cancel, "prog", "loadall", file, programs._pins, "type", "xdp", "pinmaps", programs._pins);
            return programs;
        }
        catch
        {
            await programs.DisposeAsync();
            throw;
        }
        finally
        {
            File.Delete(file);
        }
    }

    public Task AttachAsync(string program, string device, CancellationToken cancel) =>
        BpftoolAsync(cancel, "net", "attach", "xdpdrv", "pinned", $"{_pins}/{program}", "dev", device);

    /// <summary>Device indices are those of the namespace.</summary>
    public async Task SetDeviceAsync(string map, int key, string device, CancellationToken cancel) =>
        await UpdateAsync(map, BitConverter.GetBytes(key), BitConverter.GetBytes(await Devices.IndexAsync(_netns, device, cancel)), cancel);

    public Task UpdateAsync(string map, byte[] key, byte[] value, CancellationToken cancel) =>
        BpftoolAsync(cancel, ["map", "update", "pinned", $"{_pins}/{map}", "key", "hex", .. Hex(key), "value", "hex", .. Hex(value)]);

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(_pins))
        {
            foreach (string pin in Directory.GetFiles(_pins))
                File.Delete(pin);
            Directory.Delete(_pins);
        }

        return ValueTask.CompletedTask;
    }

    private Task<string> BpftoolAsync(CancellationToken cancel, params string[] arguments) =>
        new Command("bpftool", arguments).InNetworkOf(_netns).OutputAsync(cancel);

    private static IEnumerable<string> Hex(byte[] bytes) => bytes.Select(b => b.ToString("x2", CultureInfo.InvariantCulture));
}
