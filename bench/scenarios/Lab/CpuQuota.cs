using System.Globalization;
using Falcon.Bench.Scenarios.Model;
using Falcon.Testing.Processes;

namespace Falcon.Bench.Scenarios.Lab;

/// <summary>
/// A cgroup with a CPU quota, as a container runtime gives it to a container; disposing removes it. Its processes must have ended.
/// </summary>
public sealed class CpuQuota : IDisposable
{
    private const int Period = 100_000;
    private const string V1 = "/sys/fs/cgroup/cpu", V2 = "/sys/fs/cgroup";

    private readonly string _directory;

    /// <param name="name">Its name; unique on this host.</param>
    /// <param name="cpus">How many CPUs it may use; 0.8 is four fifths of one.</param>
    /// <exception cref="InvalidRunException">There is no cgroup hierarchy with a CPU controller, or it may not be used.</exception>
    public CpuQuota(string name, double cpus)
    {
        bool unified = File.Exists($"{V2}/cgroup.controllers");
        _directory = $"{(unified ? V2 : V1)}/{name}";
        try
        {
            Directory.CreateDirectory(_directory);
            long quota = (long)(cpus * Period);
            if (unified) File.WriteAllText($"{_directory}/cpu.max", string.Create(CultureInfo.InvariantCulture, $"{quota} {Period}"));
            else File.WriteAllText($"{_directory}/cpu.cfs_quota_us", quota.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new InvalidRunException($"no cgroup with a CPU quota can be made: {e.Message}");
        }
    }

    /// <summary>The same command, run inside.</summary>
    public Command Hold(Command command) =>
        new("sh",
            ["-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", _directory, Programs.Require(command.Program), .. command.Arguments]);

    public void Dispose()
    {
        if (Directory.Exists(_directory)) Directory.Delete(_directory);
    }
}
