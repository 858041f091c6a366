import type { ProblemTexts } from './texts';

export const problems: ProblemTexts = {
  tokenRejected: {
    title: 'Mã đăng nhập không đúng',
    text: 'Bạn chưa nhận được cuộc gọi. Lấy mã mới từ CRM rồi đăng nhập lại.',
  },
  tokenExpired: {
    title: 'Mã đăng nhập đã hết hạn',
    text: 'Bạn chưa nhận được cuộc gọi. Lấy mã mới từ CRM rồi đăng nhập lại.',
  },
  unknownDomain: {
    title: 'Tổng đài không có tên miền này',
    text: 'Bạn chưa nhận được cuộc gọi. Kiểm tra tên miền và nhà cung cấp rồi đăng nhập lại.',
  },
  domainExpired: {
    title: 'Hợp đồng của tên miền đã hết hạn',
    text: 'Tạm thời không gọi và không nhận cuộc gọi được. Hãy báo quản trị viên.',
  },
  unknownExtension: {
    title: 'Tổng đài không có máy nhánh này',
    text: 'Bạn chưa nhận được cuộc gọi. Nhờ quản trị viên kiểm tra máy nhánh trong mã đăng nhập.',
  },
  signInRefused: {
    title: 'Tổng đài từ chối đăng nhập ({status})',
    text: 'Bạn chưa nhận được cuộc gọi. Đăng nhập lại; nếu vẫn bị từ chối, hãy báo quản trị viên.',
  },
  serverUnreachable: {
    title: 'Không kết nối được tới máy chủ',
    text: 'Bạn chưa nhận được cuộc gọi. Kiểm tra mạng và địa chỉ máy chủ rồi thử lại.',
  },
  serverCertificate: {
    title: 'Chứng chỉ của máy chủ không đáng tin',
    text: 'Reo chưa gửi thông tin đăng nhập đi. Kiểm tra địa chỉ và ngày giờ máy tính, hoặc báo quản trị viên.',
  },
  answerNotUnderstood: {
    title: 'Địa chỉ này không phải là tổng đài',
    text: 'Bạn chưa nhận được cuộc gọi. Kiểm tra địa chỉ máy chủ rồi đăng nhập lại.',
  },
  badAddress: {
    title: 'Địa chỉ máy chủ không đúng',
    text: 'Bạn chưa đăng nhập được. Nhập địa chỉ bắt đầu bằng https:// rồi đăng nhập lại.',
  },
  constantsUnusable: {
    title: 'Không đọc được tệp cấu hình của tổng đài',
    text: 'Bạn chưa nhận được cuộc gọi. Thử lại; nếu vẫn lỗi, hãy báo quản trị viên.',
  },
  contactCentreLost: {
    title: 'Mất kết nối tới tổng đài',
    text: 'Đang nối lại (lần {attempt}/{total}). Cuộc gọi đang nói vẫn giữ; cuộc gọi mới chưa tới được.',
  },
  contactCentreGivenUp: {
    title: 'Không nối lại được tới tổng đài',
    text: 'Cuộc gọi mới không tới được. Kiểm tra mạng rồi thử lại.',
  },
  voiceElsewhere: {
    title: 'Bạn đang nhận cuộc gọi ở nơi khác',
    text: 'Máy tính này sẽ không đổ chuông. Bấm nút để nhận cuộc gọi ở đây.',
  },
  voiceTaken: {
    title: 'Bạn vừa nhận cuộc gọi ở nơi khác',
    text: 'Cuộc gọi đang nói vẫn giữ, cuộc gọi mới không đổ chuông ở đây nữa. Bấm nút để nhận lại ở đây.',
  },
  lineUnreachable: {
    title: 'Đường thoại bị ngắt',
    text: 'Đang tự nối lại. Chưa gọi và chưa nhận cuộc gọi được. Kiểm tra mạng nếu kéo dài.',
  },
  lineCertificate: {
    title: 'Chứng chỉ của máy chủ thoại không đáng tin',
    text: 'Chưa gọi và chưa nhận cuộc gọi được. Kiểm tra ngày giờ máy tính, hoặc báo quản trị viên.',
  },
  lineRejected: {
    title: 'Máy chủ thoại từ chối tài khoản ({status})',
    text: 'Chưa gọi và chưa nhận cuộc gọi được. Thử lại, hoặc nhờ quản trị viên kiểm tra máy nhánh.',
  },
  lineNotUnderstood: {
    title: 'Máy chủ thoại trả lời sai',
    text: 'Chưa gọi và chưa nhận cuộc gọi được. Kiểm tra địa chỉ máy chủ SIP rồi thử lại.',
  },
  noMicrophone: {
    title: 'Không thấy micro',
    text: 'Khách sẽ không nghe thấy bạn. Cắm tai nghe vào, hoặc chọn micro khác.',
  },
  noSpeaker: {
    title: 'Không thấy loa',
    text: 'Bạn sẽ không nghe thấy khách. Cắm tai nghe vào, hoặc chọn loa khác.',
  },
  microphoneLost: {
    title: 'Micro đã bị rút ra',
    text: 'Khách không nghe thấy bạn. Cắm lại, hoặc chọn micro khác; cuộc gọi vẫn giữ.',
  },
  speakerLost: {
    title: 'Tai nghe đã bị rút ra',
    text: 'Bạn không nghe thấy khách. Cắm lại, hoặc chọn loa khác; cuộc gọi vẫn giữ.',
  },
  microphoneSilent: {
    title: 'Khách không nghe thấy bạn: micro không có tiếng',
    text: 'Kiểm tra nút tắt tiếng trên tai nghe, hoặc chọn micro khác.',
  },
  noAnswerStatus: {
    title: 'Bạn đã không nghe một cuộc gọi',
    text: 'Tổng đài tạm ngừng chuyển cuộc gọi cho bạn. Bấm nút khi đã sẵn sàng.',
  },
  statusRefused: {
    title: 'Tổng đài không đổi trạng thái',
    text: 'Trạng thái cũ vẫn giữ nguyên. Chờ một lát rồi thử lại.',
  },
  numberEmpty: {
    title: 'Chưa có số để gọi',
    text: 'Nhập hoặc dán số điện thoại rồi bấm Gọi.',
  },
  numberBadCharacter: {
    title: 'Số có ký tự không gọi được',
    text: 'Chỉ dùng chữ số, dấu + ở đầu, dấu cách, chấm hoặc gạch. Xóa ký tự khác đi.',
  },
  numberBadLength: {
    title: 'Số quá ngắn hoặc quá dài',
    text: 'Số khách có 8 đến 13 chữ số, máy nhánh có 1 đến 7. Kiểm tra lại số.',
  },
  alreadyInCall: {
    title: 'Bạn đang có một cuộc gọi',
    text: 'Chưa gọi số mới. Kết thúc cuộc gọi đang có rồi gọi lại.',
  },
  notReady: {
    title: 'Chưa gọi được lúc này',
    text: 'Đường thoại chưa kết nối. Chờ các đèn báo tốt rồi gọi lại.',
  },
  customerNotReachable: {
    title: 'Không liên lạc được số này',
    text: 'Cuộc gọi không tới nơi. Kiểm tra lại số rồi gọi lại.',
  },
  customerBusy: {
    title: 'Khách hàng đang bận',
    text: 'Cuộc gọi không tới nơi. Gọi lại sau ít phút.',
  },
  customerNoAnswer: {
    title: 'Khách hàng không nghe máy',
    text: 'Cuộc gọi đã kết thúc. Gọi lại sau.',
  },
  customerUnavailable: {
    title: 'Khách hàng tạm thời không liên lạc được',
    text: 'Máy có thể đang tắt hoặc ngoài vùng phủ sóng. Gọi lại sau.',
  },
  hotlineUnpaid: {
    title: 'Đầu số đang bị khóa cước',
    text: 'Không gọi ra được bằng đầu số này. Hãy báo quản trị viên.',
  },
  callFault: {
    title: 'Cuộc gọi bị lỗi ({status})',
    text: 'Cuộc gọi không thành. Gọi lại; nếu vẫn lỗi, hãy báo quản trị viên.',
  },
  agentDeviceUnreachable: {
    title: 'Tổng đài không gọi được tới máy của bạn',
    text: 'Cuộc gọi không thành, đường thoại đang tự nối lại. Kiểm tra mạng và thiết bị rồi gọi lại.',
  },
  agentBusy: {
    title: 'Tổng đài cho là bạn đang bận (786)',
    text: 'Chưa gọi ra được. Đăng nhập lại rồi gọi lại.',
  },
  callOutDenied: {
    title: 'Bạn chưa có quyền gọi ra',
    text: 'Cuộc gọi không thành. Nhờ quản trị viên cấp quyền.',
  },
  colleagueBusy: {
    title: 'Đồng nghiệp đang bận',
    text: 'Cuộc gọi không tới nơi. Gọi lại sau ít phút.',
  },
  colleagueNoAnswer: {
    title: 'Đồng nghiệp không nghe máy',
    text: 'Cuộc gọi đã kết thúc. Gọi lại sau.',
  },
  colleagueNotReachable: {
    title: 'Không liên lạc được đồng nghiệp',
    text: 'Máy nhánh sai hoặc chưa đăng nhập. Kiểm tra lại số máy nhánh.',
  },
  callTimedOut: {
    title: 'Tổng đài không trả lời kịp',
    text: 'Cuộc gọi không thành. Gọi lại; nếu vẫn vậy, kiểm tra mạng.',
  },
  mediaFailed: {
    title: 'Không có đường tiếng',
    text: 'Hai bên không nghe được nhau nên cuộc gọi dừng lại. Kiểm tra mạng rồi gọi lại.',
  },
  holdFailed: {
    title: 'Không giữ máy hoặc nối lại được',
    text: 'Cuộc gọi vẫn như cũ. Chờ một lát rồi thử lại.',
  },
  muteFailed: {
    title: 'Không tắt hoặc bật mic được',
    text: 'Mic vẫn như cũ. Xem thẻ cuộc gọi rồi thử lại.',
  },
  cannotHoldRinging: {
    title: 'Chưa giữ máy được khi còn đổ chuông',
    text: 'Cuộc gọi vẫn đổ chuông. Chờ bên kia nghe máy rồi giữ máy.',
  },
  cannotMuteRinging: {
    title: 'Chưa tắt mic được khi còn đổ chuông',
    text: 'Cuộc gọi vẫn đổ chuông. Chờ bên kia nghe máy rồi tắt mic.',
  },
  cannotInterceptMuted: {
    title: 'Không xen vào được cuộc gọi đang tắt mic',
    text: 'Cuộc gọi vẫn như cũ. Bật mic rồi thử lại.',
  },
  notMuted: {
    title: 'Tổng đài cho là mic đang bật',
    text: 'Cuộc gọi vẫn tiếp tục và khách nghe thấy bạn. Tắt mic lại nếu cần.',
  },
  notHeld: {
    title: 'Cuộc gọi không ở trạng thái giữ máy',
    text: 'Cuộc gọi vẫn tiếp tục và khách nghe thấy bạn. Giữ máy lại nếu cần.',
  },
  deviceRefused: {
    title: 'Tổng đài không đổi nơi đổ chuông',
    text: 'Cuộc gọi vẫn đổ chuông ở chỗ cũ. Thử lại, hoặc hỏi quản trị viên.',
  },
  deviceInCall: {
    title: 'Không đổi nơi đổ chuông khi đang có cuộc gọi',
    text: 'Cuộc gọi vẫn tiếp tục. Kết thúc cuộc gọi rồi đổi.',
  },
  mobileNumberBad: {
    title: 'Số di động không đúng',
    text: 'Nơi đổ chuông vẫn như cũ. Nhập số có 8 đến 13 chữ số, ví dụ 0901 234 567.',
  },
  useOtherDevice: {
    title: 'Việc này phải làm trên thiết bị kia',
    text: 'Tiếng của cuộc gọi không ở máy tính này, cuộc gọi vẫn như cũ. Hãy bấm trên chính thiết bị đó.',
  },
  transferNobody: {
    title: 'Chưa chọn người nhận cuộc gọi',
    text: 'Khách vẫn ở với bạn. Chọn một đồng nghiệp hoặc nhập mã nhánh.',
  },
  transferMutedOrHeld: {
    title: 'Không chuyển được khi đang tắt mic hoặc giữ máy',
    text: 'Khách vẫn ở với bạn. Bật mic và tiếp tục cuộc gọi rồi chuyển.',
  },
  transferNoCall: {
    title: 'Không có cuộc gọi nào để chuyển',
    text: 'Chỉ chuyển được cuộc gọi đang nói chuyện. Chờ bên kia nghe máy rồi chuyển.',
  },
  transferNoCallInfo: {
    title: 'Tổng đài chưa cho biết mã cuộc gọi',
    text: 'Khách vẫn ở với bạn. Chờ vài giây rồi chuyển lại.',
  },
  transferNotAvailable: {
    title: 'Đồng nghiệp không sẵn sàng',
    text: 'Khách vẫn ở với bạn. Chọn người khác.',
  },
  transferNoSuchColleague: {
    title: 'Không chuyển được cho máy nhánh này',
    text: 'Khách vẫn ở với bạn. Chọn người khác trong danh sách.',
  },
  transferRefused: {
    title: 'Đồng nghiệp từ chối nhận cuộc gọi',
    text: 'Khách vẫn ở với bạn. Chọn người khác, hoặc chuyển vào nhánh.',
  },
  transferTimedOut: {
    title: 'Đồng nghiệp không trả lời trong 10 giây',
    text: 'Khách vẫn ở với bạn. Chọn người khác, hoặc thử lại.',
  },
  transferFailed: {
    title: 'Chuyển cuộc gọi không thành ({status})',
    text: 'Khách vẫn ở với bạn. Thử lại, hoặc chọn người khác.',
  },
  transferNotSupported: {
    title: 'Tài khoản này không chuyển được theo cách đó',
    text: 'Khách vẫn ở với bạn. Chọn cách chuyển khác.',
  },
  transferLost: {
    title: 'Cuộc gọi bạn nhận từ đồng nghiệp không tới',
    text: 'Khách có thể đã gác máy hoặc vẫn ở với đồng nghiệp. Hỏi lại đồng nghiệp nếu cần.',
  },
  callNotFound: {
    title: 'Tổng đài không còn cuộc gọi này',
    text: 'Cuộc gọi đã kết thúc. Gọi lại cho khách nếu cần.',
  },
  supervisorEnded: {
    title: 'Giám sát viên đã kết thúc cuộc gọi',
    text: 'Bạn có thể nhận cuộc gọi tiếp theo. Hỏi giám sát viên nếu cần.',
  },
  serverMessage: {
    title: 'Tổng đài thông báo',
    text: '{text}',
  },
};
