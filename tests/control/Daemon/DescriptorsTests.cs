using Falcon.Control.Daemon;

namespace Falcon.Control.Tests.Daemon;

public class DescriptorsTests
{
    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 1024)]
    [InlineData("Max open files            unlimited            unlimited            files     ", long.MaxValue)]
    public void The_soft_limit_counts(string line, long limit) =>
        Assert.Equal(limit, Descriptors.Limit(["Limit                     Soft Limit           Hard Limit           Units     ", line]));
}
