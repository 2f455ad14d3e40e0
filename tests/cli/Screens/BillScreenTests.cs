using Falcon.Api;
using Falcon.Cli.Screens;

namespace Falcon.Cli.Tests.Screens;

public sealed class BillScreenTests
{
    [Fact]
    public void It_shows_who_paid_for_what()
    {
        using StringWriter text = new();
        Terminal.Show(BillScreen.Build(SampleReport.Create()), text);
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bill.txt")), text.ToString());
    }

    [Fact]
    public void It_fits_a_terminal_of_80_columns()
    {
        BillReport report = SampleReport.Create();
        ContainerBill[] bills = [.. report.Containers.Select(
            bill => bill with { Container = "a-container-with-a-name-that-does-not-end" })];
        string[] lines = Screenshot.Of(BillScreen.Build(report with { Containers = bills }), 80);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains(lines, line => line.StartsWith("  a-cont…t-end  ", StringComparison.Ordinal) && line.Contains("3.25 s"));
    }

    [Fact]
    public void Softirqs_are_a_stage_and_a_part_of_the_sum_where_they_are_measured()
    {
        BillReport report = SampleReport.Create();
        ContainerBill web = report.Containers[0];
        report = report with
        {
            Containers = [web with { Stages = [.. web.Stages, new CpuShare("kernel", 0.75)] }],
            SoftirqSeconds = 1.25,
            BilledSeconds = report.BilledSeconds + 1.25,
        };
        string[] lines = Screenshot.Of(BillScreen.Build(report), 120);
        Assert.Contains("workers and softirqs used 4.76 s of CPU time", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.TrimEnd().EndsWith("encapsulate     kernel", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.TrimEnd().EndsWith("750.00 ms", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("softirqs beside them 1.25 s: 100.0 %", StringComparison.Ordinal));
        Assert.All(Screenshot.Of(BillScreen.Build(report), 80), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void As_csv_every_line_has_the_headers_fields_and_names_are_quoted()
    {
        string[] lines = [.. BillCsv.Lines(SampleReport.Create())];
        Assert.Equal(
            "kind,name,overlay,cpu_seconds,host_share,decapsulate,collect,bridge,coalesce,deliver,encapsulate,kernel,frames,bytes,"
                + "ns_per_frame,ns_per_megabyte",
            lines[0]);
        Assert.Equal("container,web,100,3.25,0.1625,0.5,0.2,0.25,0.1,2,0.2,0,12345678,17283949200,263.25,188036", lines[1]);
        Assert.Equal("container,\"db,\"\"1\"\"\",16777215,0,0,0,0,0,0,0,0,0,0,0,,", lines[2]);
        Assert.Equal("overlay,overlay 100,100,0.0155,0.000775,0.0025,0,0.01,0,0.003,0,0,,,,", lines[3]);
        Assert.Equal("host,host,,0.0125,0.000625,0.0125,0,0,0,0,0,0,,,,", lines[4]);
        Assert.Equal("overhead,empty-polls,,0.25,0.0125,,,,,,,,,,,", lines[5]);
        Assert.Equal(7, lines.Length);
    }
}
