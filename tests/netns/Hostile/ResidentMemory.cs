using System.Globalization;
using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Hostile;

/// <summary>The resident memory of a lab's daemon, noted once and compared later.</summary>
internal sealed class ResidentMemory(Host host)
{
    private const double Growth = 1.05;
    private long _noted;

    /// <summary>Remembers what it is now.</summary>
    public void Note() => _noted = Kilobytes();

    /// <summary>Fails the test when the daemon has grown by more than a twentieth since <see cref="Note"/>.</summary>
    public void IsFlat() => Assert.True(Kilobytes() <= _noted * Growth, $"the daemon has grown: {this}");

    public override string ToString() => $"resident {_noted} kB, then {Kilobytes()} kB";

    private long Kilobytes()
    {
        string pid = File.ReadAllText(Path.ChangeExtension(host.Config, ".pid")).Trim();
        string line = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
