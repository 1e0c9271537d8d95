using CinemaCx.Connectors.WeCom.Models;
using Flurl.Http;

namespace CinemaCx.Connectors.WeCom;

public static class WechatWorkClientExecuteCgibinExtensions
{
    /// <summary>
    /// <c>GET /gettoken</c> (page 91039): the same token while it is valid. 40001 wrong secret, 40013 wrong corp id, 60020 address not trusted,
    /// 45009 too often (many failures close the door to this address for an hour), -1 busy.
    /// </summary>
    public static Task<CgibinGetTokenResponse> ExecuteCgibinGetTokenAsync(
        this WechatWorkClient client, CgibinGetTokenRequest request, CancellationToken cancellationToken = default)
    {
        var flurlRequest = client.CreateFlurlRequest(request, "gettoken")
            .SetQueryParam("corpid", client.Credentials.CorpId)
            .SetQueryParam("corpsecret", client.Credentials.AgentSecret);
        return client.SendFlurlRequestAsync<CgibinGetTokenResponse>(flurlRequest, HttpMethod.Get, cancellationToken);
    }

    /// <summary>
    /// <c>GET /user/get</c> (page 90196): a member. Mobile number and the like are withheld from applications made since June 2022. 60111 unknown,
    /// 60011 outside what the application may see.
    /// </summary>
    public static Task<CgibinUserGetResponse> ExecuteCgibinUserGetAsync(
        this WechatWorkClient client, CgibinUserGetRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsync<CgibinUserGetResponse>(
            client.CreateFlurlRequest(request, "user", "get").SetQueryParam("userid", request.UserId), HttpMethod.Get, cancellationToken);

    /// <summary>
    /// <c>GET /auth/getuserinfo</c> (page 91023): who came in through the OAuth page. The code is single-use and lives five minutes. 40029 invalid,
    /// 42022 used, 42003 expired.
    /// </summary>
    public static Task<CgibinAuthGetUserInfoResponse> ExecuteCgibinAuthGetUserInfoAsync(
        this WechatWorkClient client, CgibinAuthGetUserInfoRequest request, CancellationToken cancellationToken = default) =>
        client.SendFlurlRequestAsync<CgibinAuthGetUserInfoResponse>(
            client.CreateFlurlRequest(request, "auth", "getuserinfo").SetQueryParam("code", request.Code), HttpMethod.Get, cancellationToken);
}
