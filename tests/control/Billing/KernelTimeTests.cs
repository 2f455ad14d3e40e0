using Falcon.Api;
using Falcon.Control.Billing;

namespace Falcon.Control.Tests.Billing;

public sealed class KernelTimeTests
{
    [Fact]
    public void The_lines_of_single_cpus_are_read()
    {
        IReadOnlyList<KernelTime> cpus = KernelTimes.Parse(
        [
            "cpu  80834 0 16928 98536 417 0 757 83 0 0",
            "cpu0 40055 0 9605 48654 53 1 377 43 0 0",
            "cpu1 40779 0 7322 49881 363 0 380 39 0 0",
            "intr 936163 0 0",
        ]);
        Assert.Equal([new KernelTime(0, 3.77, 0.01, 0.43), new KernelTime(1, 3.80, 0, 0.39)], cpus);
    }

    [Fact]
    public void This_kernels_file_is_understood() =>
        Assert.Equal(
            File.ReadLines("/proc/stat").Count(line => line.StartsWith("cpu", StringComparison.Ordinal)) - 1, KernelTimes.Read().Count);
}
