using System.Runtime.InteropServices;

namespace Falcon.Bench.Scenarios.Machine;

/// <summary>What a reader must know of the machine to read its figures.</summary>
public sealed record MachineFacts(string Cpu, int Cpus, string Kernel, DateTimeOffset Date)
{
    public static MachineFacts Read() => new(
        Model(File.ReadAllText("/proc/cpuinfo")),
        Environment.ProcessorCount,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        DateTimeOffset.UtcNow);

    private static string Model(string cpuinfo) =>
        cpuinfo.Split('\n').FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();
}
