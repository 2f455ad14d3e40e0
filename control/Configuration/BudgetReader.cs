using System.Globalization;
using Falcon.Engine.Options;

namespace Falcon.Control.Configuration;

/// <summary>Reads <c>budget</c>: a share of a CPU, or a quota per period as in cgroup v2's cpu.max.</summary>
internal static class BudgetReader
{
    private const string Expected = "a budget such as {cpu: 20%} or {quota: 20ms, period: 100ms}";
    private const string ExpectedCpu = "a share of one CPU, such as 20%; 150% is one CPU and a half";
    private const int MaxShares = 10_000;
    private static readonly string[] s_keys = ["cpu", "quota", "period", "burst", "shares"];
    private static readonly TimeSpan s_defaultPeriod = TimeSpan.FromMilliseconds(100); // as the kernel's
    private static readonly TimeSpan s_shortestPeriod = TimeSpan.FromMilliseconds(10); // bills are 5 ms old
    private static readonly TimeSpan s_longestPeriod = TimeSpan.FromSeconds(1); // as the kernel's
    private static readonly TimeSpan s_leastQuota = TimeSpan.FromMilliseconds(1); // as the kernel's

    public static BudgetOptions? Read(Field? field)
    {
        if (field is null || MappingReader.Open(field, Expected, s_keys) is not { } map) return null;
        Field? cpu = map.Optional("cpu"), quotaField = map.Optional("quota");
        if (cpu is null == quotaField is null)
        {
            field.Report($"{(cpu is null ? "has neither cpu nor quota" : "has both cpu and quota")}; it should be {Expected}");
            return null;
        }

        TimeSpan period = map.Optional("period")?.ShortDuration(s_shortestPeriod, s_longestPeriod) ?? s_defaultPeriod;
        TimeSpan? quota = cpu is not null ? QuotaOf(cpu, period) : quotaField!.ShortDuration(s_leastQuota, TimeSpan.FromHours(1));
        TimeSpan? burst = map.Optional("burst")?.ShortDuration(TimeSpan.Zero, s_longestPeriod);
        int? shares = map.Optional("shares")?.Integer(1, MaxShares, "a weight");
        if (quota is null) return null;
        return new BudgetOptions { Quota = quota.Value, Period = period, Burst = burst ?? TimeSpan.Zero, Shares = shares ?? 0 };
    }

    private static TimeSpan? QuotaOf(Field field, TimeSpan period)
    {
        if (field.Scalar(ExpectedCpu) is not { } scalar) return null;
        ReadOnlySpan<char> number = scalar.Value.AsSpan(0, scalar.Value.Length - 1);
        bool isShare = scalar.Value.EndsWith('%')
            & decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent);
        if (!isShare || percent > 100_000)
        {
            field.ReportKind(ExpectedCpu);
            return null;
        }

        var quota = TimeSpan.FromTicks((long)(period.Ticks * percent / 100));
        if (quota >= s_leastQuota) return quota;
        decimal least = 100m * s_leastQuota.Ticks / period.Ticks;
        field.Report(string.Create(CultureInfo.InvariantCulture,
            $"'{scalar.Value}' of a period of {period.TotalMilliseconds:0.###} ms is less than 1 ms; "
            + $"at least {least:0.###}% is possible, or a longer period"));
        return null;
    }
}
