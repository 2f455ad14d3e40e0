using Falcon.Api;

namespace Falcon.Netns.Tests.Harness;

/// <summary>A test in a lab. When it fails, the daemons' reports and the kernel's counters go to its output.</summary>
public abstract class LabTest : IDisposable
{
    private readonly Func<Lab> _lab;

    protected LabTest(Func<Lab> lab)
    {
        Requirements.Check();
        _lab = lab;
    }

    protected Lab Lab => _lab();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result != TestResult.Failed) return;
        foreach (Host host in Lab.FalconHosts) Report(host);
        foreach (Namespace place in Lab.Namespaces) ReportKernel(place);
    }

    private static void Report(Host host)
    {
        ITestOutputHelper? output = TestContext.Current.TestOutputHelper;
        try
        {
            output?.WriteLine($"--- {host}: log\n{File.ReadAllText(host.Log)}");
            output?.WriteLine($"--- {host}: status\n{host.Admin.StatusJson()}");
        }
        catch (Exception e) when (e is IOException or AdminException)
        {
            output?.WriteLine($"--- {host}: {e.Message}");
        }
    }

    /// <summary>Reports the kernel's counters of devices and protocols: they show where a frame went that no daemon saw.</summary>
    private static void ReportKernel(Namespace place) =>
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"--- {place}: kernel\n{place.Exec("cat", "/proc/net/dev", "/proc/net/snmp").Output}");
}
