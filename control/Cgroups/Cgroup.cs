using System.Globalization;

namespace Falcon.Control.Cgroups;

/// <summary>
/// A cgroup's CPU limit as files: <c>cpu.max</c> of version 2 (Documentation/admin-guide/cgroup-v2.rst) or <c>cpu.cfs_quota_us</c> and
/// <c>cpu.cfs_period_us</c> of version 1 (Documentation/scheduler/sched-bwc.rst).
/// </summary>
/// <param name="directory">The cgroup's directory.</param>
internal sealed class Cgroup(string directory)
{
    private const string Unlimited = "max";

    private readonly string _max = Path.Combine(directory, "cpu.max");
    private readonly string _quota = Path.Combine(directory, "cpu.cfs_quota_us");
    private readonly string _period = Path.Combine(directory, "cpu.cfs_period_us");

    /// <summary>Its directory.</summary>
    public string Directory => directory;

    /// <summary>Whether it still exists.</summary>
    public bool Exists => System.IO.Directory.Exists(directory);

    /// <summary>Its current limit.</summary>
    /// <exception cref="CgroupException">It is gone, or has no CPU controller.</exception>
    public CpuLimit Read()
    {
        try
        {
            if (File.Exists(_max)) return ParseMax(File.ReadAllText(_max));
            if (!File.Exists(_quota)) throw new CgroupException(Fault());
            long quota = Number(File.ReadAllText(_quota));
            return new CpuLimit(quota < 0 ? null : quota, Number(File.ReadAllText(_period)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new CgroupException(Exists ? $"cgroup {directory} cannot be read: {e.Message}" : Fault(), e);
        }
    }

    /// <summary>Sets the quota. The period stays.</summary>
    /// <exception cref="CgroupException">It is gone, or the kernel or its permissions refuse.</exception>
    public void Write(CpuLimit limit)
    {
        string quota = limit.Quota?.ToString(CultureInfo.InvariantCulture) ?? Unlimited;
        try
        {
            if (File.Exists(_max)) File.WriteAllText(_max, string.Create(CultureInfo.InvariantCulture, $"{quota} {limit.Period}"));
            else if (File.Exists(_quota)) File.WriteAllText(_quota, limit.Quota is null ? "-1" : quota);
            else throw new CgroupException(Fault());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CgroupException($"the CPU limit of cgroup {directory} cannot be written: {e.Message}", e);
        }
    }

    private string Fault() => Exists
        ? $"cgroup {directory} has neither cpu.max nor cpu.cfs_quota_us; name one of a hierarchy that has the cpu controller"
        : $"cgroup {directory} is not there";

    private static CpuLimit ParseMax(string text)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 2) throw new FormatException($"cpu.max holds '{text.Trim()}'");
        return new CpuLimit(words[0] == Unlimited ? null : Number(words[0]), Number(words[1]));
    }

    private static long Number(string text) => long.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);
}
