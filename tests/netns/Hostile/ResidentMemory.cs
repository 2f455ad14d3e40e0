using System.Globalization;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Hostile;

/// <summary>The resident memory of a lab's daemon, before and after.</summary>
internal sealed class ResidentMemory(Host host)
{
    private const double Growth = 1.05;
    private const int Requests = 200;
    private const int Devices = 150;

    private long _before;
    private long _after;

    /// <summary>
    /// Asks for everything that the test asks for later, and makes a port again, often enough for the JIT and the garbage collector to
    /// settle: the memory for that is no leak.
    /// </summary>
    /// <param name="container">A container of the host; its device is deleted again and again.</param>
    public void WarmUp(Container container)
    {
        for (int i = 0; i < Requests; i++)
        {
            host.Admin.Status();
            host.Admin.Metrics();
        }

        for (int i = 0; i < Devices; i++)
        {
            container.Exec("ip", "link", "del", "eth0").Succeeds();
            Eventually.True(() => container.Exec("ip", "link", "show", "eth0").ExitCode == 0, "its device does not come back");
        }
    }

    /// <summary>Notes the memory at the beginning.</summary>
    public void NoteBefore() => _before = Kilobytes();

    /// <summary>Notes the memory at the end.</summary>
    public void NoteAfter() => _after = Kilobytes();

    /// <summary>Fails the test if the daemon has grown by more than a twentieth.</summary>
    public void IsFlat() => Assert.True(_after <= _before * Growth, $"the daemon has grown: {this}");

    public override string ToString() => $"resident {_before} kB, then {_after} kB";

    private long Kilobytes()
    {
        string pid = File.ReadAllText(Path.ChangeExtension(host.Config, ".pid")).Trim();
        string line = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
